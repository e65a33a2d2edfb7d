/*
 * What the element shows while there is no WebAssembly to draw it: a skeleton, an explanation, a crash
 * notice. Plain DOM and one constructed style sheet, so that a strict content security policy with Trusted
 * Types holds. It knows nothing of loading and crashing; `loader.js` says when to show what.
 */

// What can be said before any locale file is here, word for word as in `en.json`.
const ENGLISH = {
  'loading.label': 'Loading the chat…',
  'loader.crashed.title': 'The chat has stopped',
  'loader.crashed.text': 'Something went wrong inside the chat. Your messages are safe.',
  'loader.forbidden.title': 'The chat cannot run here',
  'loader.forbidden.text': 'This page or browser does not allow WebAssembly, which the chat needs. Please contact whoever runs this page.',
  'loader.unreachable.title': 'The chat could not be loaded',
  'loader.unreachable.text': 'A part of it did not arrive. Check the connection and try again.',
  'loader.reload': 'Reload',
  'loader.unsent': 'Your unsent text',
  'list.retry': 'Try again',
};
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|iw|ps|sd|ug|ur|yi)\b/i;

// Same tokens, fallbacks and geometry as the element's own styles, as far as these screens need them.
const CSS = `
:host{all:initial;visibility:inherit;pointer-events:inherit;display:block;position:relative;block-size:100%;min-block-size:320px;min-inline-size:0;contain:content}
:host([hidden]){display:none}
.loader{all:initial;visibility:inherit;pointer-events:inherit;color-scheme:light dark;--a:var(--chat-accent,var(--micro-lc-primary-color,light-dark(#3056d3,#6f8df7)));--y:clamp(0,(.179 - y)*9999,1);--s:var(--chat-surface,light-dark(#fff,#15171a));--t:var(--chat-text,light-dark(#1a1d21,#e9ebee));--m:var(--chat-text-muted,light-dark(#5b636e,#a0a8b2));--b:var(--chat-border,color-mix(in oklab,var(--t) 12%,transparent));--k:color-mix(in oklab,var(--t) 8%,transparent);box-sizing:border-box;position:absolute;inset:0;display:flex;overflow:auto;container-type:inline-size;background:var(--s);color:var(--t);font:400 medium/var(--chat-line-height,1.45) var(--chat-font,var(--micro-lc-font-family,system-ui,sans-serif));text-align:start}
.loader[data-state=loading]{overflow:hidden}
:host([theme=light]) .loader{color-scheme:light}
:host([theme=dark]) .loader{color-scheme:dark}
.loader *{box-sizing:border-box;margin:0}
.list{flex:none;inline-size:var(--chat-list-width,320px);border-inline-end:1px solid var(--b)}
.talk{flex:1;min-inline-size:0;display:flex;flex-direction:column}
.head{block-size:56px;border-block-end:1px solid var(--b)}
.row,.head{display:flex;align-items:center;gap:12px;padding-inline:16px}
.row{block-size:64px}
.round{flex:none;inline-size:var(--chat-avatar,40px);aspect-ratio:1;border-radius:var(--chat-radius-avatar,50%)}
.lines{flex:1;display:grid;gap:8px}
.head .lines{max-inline-size:240px}
.round,.line,.bubble,.field{background:var(--k)}
.line{block-size:10px;border-radius:5px;inline-size:44%}
.line+.line{inline-size:72%}
.bubbles{flex:1;min-block-size:0;overflow:hidden;display:flex;flex-direction:column;justify-content:flex-end;gap:12px;padding:16px}
.bubble{flex:none;block-size:40px;inline-size:min(46%,360px);border-radius:var(--chat-radius-bubble,16px)}
.bubble:nth-child(3n){align-self:flex-end;inline-size:min(34%,280px)}
.bubble:nth-child(4n){block-size:64px}
.field{block-size:44px;margin:0 16px 16px;border-radius:12px}
@container(inline-size<960px){.list{inline-size:var(--chat-list-width,280px)}}
@container(inline-size<640px){.list{flex:1;border:0}.talk{display:none}}
:host([layout=conversation]) .list,:host([layout=list]) .talk{display:none}
:host([layout=conversation]) .talk{display:flex}
:host([layout=list]) .list{flex:1;border:0}
@media(prefers-reduced-motion:no-preference){.list,.talk{animation:breathe 1.6s ease-in-out infinite alternate}@keyframes breathe{to{opacity:.55}}}
.notice{margin:auto;font-size:var(--chat-font-size,.875em);padding:24px;max-inline-size:420px;display:grid;justify-items:center;gap:8px;text-align:center}
.notice h2{font-size:16px;line-height:1.25;font-weight:var(--chat-weight-strong,600)}
.notice p{color:var(--m)}
.notice label{inline-size:100%;display:grid;gap:4px;margin-block-start:8px;font-size:12px;color:var(--m);text-align:start}
.notice textarea{font:inherit;font-size:14px;color:var(--t);background:none;border:1px solid var(--b);border-radius:var(--chat-radius,6px);padding:8px;resize:vertical;min-block-size:64px}
.notice button{font:inherit;font-weight:var(--chat-weight-strong,600);min-block-size:var(--chat-control-height,36px);margin-block-start:8px;padding-inline:16px;border:0;border-radius:var(--chat-radius,6px);background:var(--a);color:var(--chat-on-accent,color(from var(--a) xyz-d65 calc(var(--y)*.9505) var(--y) calc(var(--y)*1.089)));cursor:pointer}
.notice :focus-visible{outline:2px solid var(--chat-focus,var(--a));outline-offset:2px}
@media(pointer:coarse){.notice button{min-block-size:44px}}
@media(forced-colors:active){.round,.line,.bubble,.field{border:1px solid}.notice button{border:1px solid}}
`;

// The size of text in the chat, of which `base.css` tells more.
try {
  CSS.registerProperty({ name: '--_chat-size', syntax: '<length>', inherits: true, initialValue: '14px' });
} catch {
  // another copy of this file was first
}

/** What an element or what it stands in says of its language, out of any shadow tree. */
export const saidOf = (element) => element?.closest('[lang]')?.lang || (element && saidOf(element.getRootNode().host));

/** The language that an element's place in the page asks for. */
export function languageOf(element) {
  return saidOf(element) || navigator.language || 'en';
}

/** The texts of a locale file, or English where it is not here or not readable. */
export function textsFrom(file) {
  try {
    return { ...ENGLISH, ...JSON.parse(file) };
  } catch {
    return ENGLISH;
  }
}

/** A new element with a class, children and text, without any HTML string. */
function make(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

const times = (count, build) => Array.from({ length: count }, build);

/** Sets several attributes at once. */
function describe(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** Which way an element is written, as far as its language says. */
const directionOf = (element) => (RIGHT_TO_LEFT.test(languageOf(element)) ? 'rtl' : 'ltr');

export function skeleton(element, texts) {
  const lines = () => make('div', 'lines', make('div', 'line'), make('div', 'line'));
  const row = () => make('div', 'row', make('div', 'round'), lines());
  const screen = make(
    'div',
    'loader',
    make('div', 'list', make('div', 'head', make('div', 'line')), ...times(7, row)),
    make('div', 'talk', make('div', 'head', make('div', 'round'), lines()), make('div', 'bubbles', ...times(6, () => make('div', 'bubble'))), make('div', 'field')),
  );
  describe(screen, {
    'data-state': 'loading',
    dir: directionOf(element),
    role: 'status',
    'aria-busy': 'true',
    'aria-label': texts['loading.label'],
  });
  const slot = describe(make('slot'), { name: 'loading' }); // the host may show something of its own
  slot.append(screen);
  return slot;
}

/** A screen that says why there is no chat (`kind`), with a way on when there is one and with what was not sent. */
export function notice(element, state, kind, texts, onAction, unsent) {
  const box = describe(make('div', 'notice', make('h2', '', texts[`loader.${kind}.title`]), make('p', '', texts[`loader.${kind}.text`])), { role: 'alert' });
  if (unsent) {
    const field = make('textarea');
    field.value = unsent;
    field.readOnly = true;
    field.dir = 'auto';
    box.append(make('label', '', texts['loader.unsent'], field));
  }
  if (onAction) {
    const button = make('button', '', texts[kind === 'crashed' ? 'loader.reload' : 'list.retry']);
    button.type = 'button';
    button.addEventListener('click', () => {
      button.disabled = true;
      onAction();
    });
    box.append(button);
  }
  return describe(make('div', 'loader', box), { 'data-state': state, dir: directionOf(element) });
}

const sheets = new WeakMap(); // document -> text -> CSSStyleSheet: a constructed sheet belongs to one document

function sheetFor(doc, text = CSS) {
  if (!sheets.has(doc)) sheets.set(doc, new Map());
  const known = sheets.get(doc);
  if (!known.has(text)) {
    const sheet = new (doc.defaultView ?? window).CSSStyleSheet();
    sheet.replaceSync(text);
    known.set(text, sheet);
  }
  return known.get(text);
}

/** Gives an element style sheets, beside what it has. */
export function adopt(element, texts) {
  const adopted = element.shadowRoot.adoptedStyleSheets;
  for (const text of texts) {
    const sheet = sheetFor(element.ownerDocument, text);
    if (!adopted.includes(sheet)) adopted.push(sheet);
  }
}

const screens = new WeakMap(); // element -> the screen it shows

/** Replaces all the element shows by one of the screens above. */
export function show(element, screen) {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  screens.set(element, screen);
  root.replaceChildren(screen);
  root.adoptedStyleSheets = [sheetFor(element.ownerDocument)];
}

/** Takes the screen away again and leaves everything else in place. */
export function clear(element) {
  const screen = screens.get(element);
  if (!screen) return;
  const root = element.shadowRoot;
  const own = sheetFor(element.ownerDocument);
  root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== own);
  screens.delete(element);
  screen.remove();
}

/** Adopted sheets stay behind when an element moves to another document. */
export function readopt(element) {
  if (screens.has(element)) element.shadowRoot.adoptedStyleSheets = [sheetFor(element.ownerDocument)];
}
