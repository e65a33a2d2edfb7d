/*
 * What a micro-lc page assigns to its components, put to use: its bus, its language, its router. Plain pages assign none of
 * it and nothing here runs. It only speaks when the chat has news of its own, never in answer to being mounted: micro-lc
 * builds a page anew whenever somebody publishes on its API (`microlcApi.set`, `next`), so that is never called.
 */

/** Our events, and what the bus calls them. */
const LABELS = {
  'chat-service-ready': 'chat/ready',
  'chat-service-channel-open': 'chat/channel-selected',
  'chat-service-unread-change': 'chat/unread-changed',
  'chat-service-error': 'chat/error',
};

const lines = new WeakMap(); // element -> { bus, end }

/** The language that micro-lc speaks, if the element is in its hands. */
export function languageOfMicrolc(element) {
  try {
    return element.microlcApi?.getExtensions?.().language?.getLanguage?.();
  } catch {
    return undefined;
  }
}

/** The element came or got another bus: each render of micro-lc brings a new one, which replays what was said on it. */
export function meet(element) {
  element.addEventListener('click', follow);
  const bus = element.eventBus;
  if (lines.get(element)?.bus === bus) return;
  part(element);
  if (typeof bus?.subscribe !== 'function') return;
  for (const name of Object.keys(LABELS)) element.addEventListener(name, tellBus);
  const line = { bus };
  lines.set(element, line);
  line.end = bus.subscribe((message) => {
    if (message?.label === 'chat/open-channel' && typeof message.payload?.cid === 'string') element.openChannel(message.payload.cid);
  });
}

/** The element is gone, or its bus is. */
export function part(element) {
  lines.get(element)?.end?.unsubscribe?.();
  lines.delete(element);
}

function tellBus({ type, currentTarget, detail }) {
  lines.get(currentTarget)?.bus.next?.({ label: LABELS[type], payload: { ...detail } });
}

/** Links into the page's own place go through the router, which knows the routes; all others are the browser's. */
function follow(event) {
  const router = event.currentTarget.microlcApi?.router;
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const link = event.composedPath().find((it) => it.localName === 'a' && it.href);
  if (!router?.goTo || !isPlain || event.defaultPrevented || !link || link.hasAttribute('download')) return;
  if (!link.href.startsWith(new URL('.', document.baseURI).href)) return;
  event.preventDefault();
  router.goTo(link.href);
}
