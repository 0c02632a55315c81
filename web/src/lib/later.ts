const channel = typeof MessageChannel === 'undefined' ? null : new MessageChannel();
const waiting: (() => void)[] = [];

if (channel) channel.port1.onmessage = () => waiting.shift()?.();

/**
 * Does something in a task of its own, in the order of the calls: the browser can paint and take input in between. Unlike timers it is
 * not slowed down in a tab that is hidden, and unlike frames it goes on there.
 */
export function later(action: () => void): void {
  if (!channel) {
    setTimeout(action);
    return;
  }
  waiting.push(action);
  channel.port2.postMessage(null);
}
