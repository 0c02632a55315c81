import { useMemo } from 'preact/hooks';
import { parseInline, parseMarkdown, type Block, type Inline } from '../lib/markdown';

/** Markdown as elements and text; never as markup. */
export function Markdown({ source }: { source: string }) {
  const blocks = useMemo(() => parseMarkdown(source), [source]);
  return <div class="markdown">{blocks.map((block, i) => <BlockView key={i} block={block} />)}</div>;
}

/** One line of markdown. */
export function MarkdownLine({ source }: { source: string }) {
  return <>{inline(parseInline(source))}</>;
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === 'code') return <pre><code>{block.text}</code></pre>;
  if (block.kind === 'list') {
    const items = block.items.map((item, i) => <li key={i}>{inline(item)}</li>);
    return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
  }
  if (block.kind === 'heading') return <h4>{inline(block.children)}</h4>;
  return block.kind === 'quote' ? <blockquote>{inline(block.children)}</blockquote> : <p>{inline(block.children)}</p>;
}

function inline(nodes: Inline[]) {
  return nodes.map((node, i) => {
    if (node.kind === 'text') return node.text;
    if (node.kind === 'code') return <code key={i}>{node.text}</code>;
    if (node.kind === 'strong') return <strong key={i}>{inline(node.children)}</strong>;
    if (node.kind === 'em') return <em key={i}>{inline(node.children)}</em>;
    if (node.href === null) return <span key={i}>{inline(node.children)}</span>;
    return <a key={i} href={node.href} target="_blank" rel="noreferrer noopener">{inline(node.children)}</a>;
  });
}
