using Microsoft.Playwright;

namespace Perdure.Web.Tests.Support;

/// <summary>The contrast of texts as WCAG 2.2 computes it (1.4.3, relative luminance), from the colours that the browser shows.</summary>
internal static class TextContrast
{
    // Colours go through a canvas: it understands every notation. Texts of SVG have fill for a colour and shapes for a ground, which is not
    // looked for: the nearest element with a colour behind counts, and for a shape before the text in the same group, that one.
    private const string Script = """
        (least) => {
          const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
          const known = new Map();
          const rgba = (text) => {
            let found = known.get(text);
            if (!found) {
              context.clearRect(0, 0, 1, 1);
              context.fillStyle = '#000';
              context.fillStyle = text;
              context.fillRect(0, 0, 1, 1);
              const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
              known.set(text, (found = [r, g, b, a / 255]));
            }
            return found;
          };
          const over = ([r, g, b, a], ground) => [r * a + ground[0] * (1 - a), g * a + ground[1] * (1 - a), b * a + ground[2] * (1 - a), 1];
          const part = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
          const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
          const groundOf = (element) => {
            const layers = [];
            for (let at = element; at; at = at.parentElement) {
              const style = getComputedStyle(at);
              const shape = at instanceof SVGElement && at.querySelector(':scope > rect');
              const color = rgba(shape && shape !== element ? getComputedStyle(shape).fill : style.backgroundColor);
              if (color[3] > 0) layers.push(color);
              if (color[3] === 1) break;
            }
            return layers.reverse().reduce((ground, layer) => over(layer, ground), rgba(getComputedStyle(document.documentElement).backgroundColor));
          };
          const poor = new Map();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const text = walker.currentNode.textContent.trim();
            const element = walker.currentNode.parentElement;
            if (!text || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest('.unseen, :disabled, title, noscript, option')) continue;
            const box = element.getBoundingClientRect();
            if (box.width === 0 || box.height === 0) continue;
            const style = getComputedStyle(element);
            const ground = groundOf(element);
            const color = over(rgba(element instanceof SVGElement ? style.fill : style.color), ground);
            const [a, b] = [light(color), light(ground)].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
            if (ratio < (large ? 3 : least)) poor.set(`${element.tagName}.${element.getAttribute('class') ?? ''}`, `${ratio.toFixed(2)}: "${text.slice(0, 40)}" (${element.tagName}.${element.getAttribute('class') ?? ''}, ${color.map(Math.round)} on ${ground.map(Math.round)})`);
          }
          return [...poor.values()];
        }
        """;

    /// <summary>Each kind of text on the page that has less; large text may have 3.</summary>
    public static async Task<IReadOnlyList<string>> BelowAsync(IPage page, double least) => await page.EvaluateAsync<string[]>(Script, least);
}
