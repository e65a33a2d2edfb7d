/*
 * The plain JavaScript around the WebAssembly module: everything that must work before the module is
 * there, when it is not allowed, and after it has trapped. It knows neither chat nor network.
 *
 * `cargo xtask bundle` joins this file with what wasm-bindgen wrote into one module, `chat-service.js`:
 * - the import of `chat-service:wasm` becomes `version` (of the crate), `languages` (that have a file)
 *   and `bindings`, a function that returns a fresh set of wasm-bindgen's glue each time it is called;
 * - functions that Rust imports come from here, found by their names in wasm-bindgen's output:
 *     make_custom_element  in place of the snippet of the `custom-elements` crate;
 *     beside(name)         the address of a list of emoji;
 *     language_of(element) the language that the page wants the element to speak, if it says;
 *     texts_of(language)   the texts of a language, if they are here: those of the first picture, then all;
 *     fetch_later(done)    the part that the first picture does not need;
 *     uncover(element)     something is drawn in place of the skeleton;
 *     mark(element, ...)   what `:state()` matches from now on;
 *     crashed(message)     called by Rust's panic hook, declared there as
 *       #[wasm_bindgen(inline_js = "export function crashed(message) { console.error(message) }")]
 *       and installed with `yew::set_custom_panic_hook`, because Yew replaces any other hook.
 *
 * A wasm instance is dead after its first trap. So the class below never holds on to one: it asks for the
 * current instance, and Reload makes a new one out of the compiled module and binds every element to it.
 *
 * What Rust must keep for that: own properties it defines on an element are `configurable`, and a value
 * found there beforehand is taken over. No eval, no HTML strings, no style attributes: a strict content
 * security policy with Trusted Types holds.
 */
import { bindings, languages, version } from 'chat-service:wasm';
import { adopt, clear, languageOf, notice, readopt, saidOf, show, skeleton, textsFrom } from './screens.js';
import { languageOfMicrolc, meet, part } from './microlc.js';

const TAG = 'chat-service';
// Bundlers find these files, and those further below, by exactly this form.
const WASM_URL = new URL('./chat-service_bg.wasm', import.meta.url);
const LATER_URL = new URL('./chat-service_later.wasm', import.meta.url);
const ANSWER_WITHIN_MS = 20_000;
const LATER_PAUSES_MS = [500, 2_000]; // between attempts to get the later part
const TEXTS_WITHIN_MS = 8_000;
const SPEAK = Symbol('speak');
const MARK = Symbol('mark');
const NOTHING = Object.freeze([]); // wasm-bindgen's glue may take a call's result apart: an array lets it

// --- One life of the wasm module -----------------------------------------------------------------------

/**
 * An instance of the module with what must be known about it: whether it still lives and which sockets it
 * holds. Every call into it passes `guard`; the first exception that leaves it, of whatever kind, ends it,
 * because the Rust frames it skipped have left locks and borrows behind.
 */
class Life {
  alive = true;
  construct = null; // set by define: creates the callbacks of one element
  instance = null;
  #onEnd;
  #depth = 0; // how many calls into the instance are on the stack
  #sockets = new Set();

  constructor(onEnd) {
    this.#onEnd = onEnd;
    this.host = {
      guard: (exports) => this.#guard(exports),
      crashed: (message) => this.end(message),
      beside: (name) => new URL(`./emoji${name.slice('emoji'.length)}`, import.meta.url).href,
      language_of: (element) => languageInPage(element),
      texts_of: (language) => textsOf(language),
      uncover: (element) => clear(element),
      mark: (element, state, isReady) => element[MARK](state, ...(isReady ? ['ready'] : [])),
      make_custom_element: (superclass, tag, _shadow, construct, observed) => define(this, superclass, tag, construct, observed),
      WebSocket: this.#countedWebSocket(),
      fetch_later: (done) => this.#fetchLater(done),
    };
  }

  /**
   * Rust asks for the part that the first picture does not need. It is compiled once and instantiated once in each life,
   * against the memory and the functions of that life; calls enter it through the first part, which is guarded.
   */
  async #fetchLater(done) {
    try {
      parts = ['', '.later'];
      const [module] = await Promise.all([laterModule(), ...[...locales.keys()].map(fetchTexts)]);
      if (!this.alive) return;
      await WebAssembly.instantiate(module, { __wasm_split: this.instance.exports });
      for (const element of connected) adopt(element, styles);
      done();
    } catch (error) {
      this.end(error);
    }
  }

  /** Whether elements can be bound to it. */
  get usable() {
    return this.alive && this.construct !== null;
  }

  /** Ends this life: nothing enters the instance any more, its sockets close, its elements are told. */
  end(message) {
    if (!this.alive) return;
    this.alive = false;
    console.error(`${TAG} ${version} stopped: ${String(message).replace(/\s+/g, ' ')}`);
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
    // Rust may still be on the stack here: drawing now would run its listeners while it panics.
    queueMicrotask(this.#onEnd);
  }

  #guard(exports) {
    const guarded = {};
    for (const [name, value] of Object.entries(exports)) {
      guarded[name] = typeof value === 'function' ? this.#entry(value) : value;
    }
    return guarded;
  }

  #entry(enter) {
    return (...args) => {
      if (!this.alive) {
        if (this.#depth === 0) return NOTHING;
        throw new Error('stopped'); // unwinds the Rust frames that are still below
      }
      this.#depth += 1;
      try {
        return enter(...args);
      } catch (error) {
        this.end(error);
        if (this.#depth > 1) throw error;
        return NOTHING;
      } finally {
        this.#depth -= 1;
      }
    };
  }

  /** Stands in for `WebSocket` inside the glue, so that a dead instance does not keep its user online. */
  #countedWebSocket() {
    const sockets = this.#sockets;
    function CountedWebSocket(...args) {
      const socket = new globalThis.WebSocket(...args);
      sockets.add(socket);
      socket.addEventListener('close', () => sockets.delete(socket));
      return socket;
    }
    Object.defineProperty(CountedWebSocket, Symbol.hasInstance, { value: (it) => it instanceof globalThis.WebSocket });
    return CountedWebSocket;
  }
}

let current = null; // the Life that elements are bound to
let compiled = null; // the WebAssembly.Module, once fetched
const connected = new Set(); // upgraded elements in a document

/** Makes a fresh instance of the compiled module the current one. */
async function instantiate() {
  const life = new Life(() => life === current && showCrash());
  current = life;
  const { imports, start } = bindings(life.host);
  life.instance = await WebAssembly.instantiate(compiled, imports);
  start(life.instance, compiled);
}

// --- The element -----------------------------------------------------------------------------------------

/** What Rust calls to define the element; from the second instance on, what binds the elements to it. */
function define(life, superclass, tag, construct, observed) {
  life.construct = construct;
  if (customElements.get(tag)) return;
  customElements.define(tag, elementClass(superclass, observed));
}

function elementClass(superclass, observed) {
  return class extends superclass {
    static version = version;
    static observedAttributes = observed;

    /** What Mia-Platform's configurator asks for; a page never does. */
    static get __manifest() {
      return import('./manifest.js').then((it) => it.default);
    }

    #life = null;
    #callbacks = null;
    #values = new Map(); // properties as the host last set them: a dead instance cannot be asked
    #defined = new Set(); // own properties that Rust put on this element
    #states = this.attachInternals?.().states;

    constructor() {
      super();
      if (!this.shadowRoot) this.attachShadow({ mode: 'open' });
      this[MARK]('loading');
      if (current.usable) this.#bind();
    }

    connectedCallback() {
      connected.add(this);
      if (!current.alive) return showCrashOn(this);
      if (!current.usable) {
        this[MARK]('loading');
        return show(this, skeleton(this, textsFor(this))); // between two lives: `restart` comes back to it
      }
      this.#bindToCurrent();
      adopt(this, styles);
      this.#call('_connectedCallback');
      meet(this);
    }

    disconnectedCallback() {
      connected.delete(this);
      this.#call('_disconnectedCallback');
      // A move inside the page is two callbacks: what was said on the bus is not to be heard again.
      queueMicrotask(() => this.isConnected || part(this));
    }

    // Being there lets `moveBefore` keep the element connected: there is nothing to do.
    connectedMoveCallback() {}

    adoptedCallback() {
      readopt(this);
      if (this.#life) adopt(this, styles);
      this.#call('_adoptedCallback');
    }

    /** What `:state()` matches; browsers that do not know such names do without. */
    [MARK](...names) {
      try {
        this.#states.clear();
        for (const name of names) this.#states.add(name);
      } catch {
        // older than the standard's names
      }
    }

    /** Another language, or its texts. */
    [SPEAK]() {
      this.#call('_attributeChangedCallback', 'lang', null, this.getAttribute('lang'));
    }

    attributeChangedCallback(name, before, after) {
      this.#call('_attributeChangedCallback', name, before, after);
    }

    /** Binds to the current instance unless that is done, and tells it all the old one knew. */
    #bindToCurrent() {
      if (this.#life === current) return;
      this.#release();
      this.shadowRoot.replaceChildren();
      this.shadowRoot.adoptedStyleSheets = [];
      this.#bind();
      for (const name of observed) {
        const value = this.getAttribute(name);
        if (value !== null) this.#call('_attributeChangedCallback', name, null, value);
      }
    }

    #bind() {
      this.#life = current;
      if (!this.shadowRoot.firstChild) show(this, skeleton(this, textsFor(this))); // until Rust has something to draw
      this.#callbacks = {};
      current.construct(this.#callbacks);
      const before = new Map(Reflect.ownKeys(this).map((key) => [key, Object.getOwnPropertyDescriptor(this, key)]));
      this.#call('_constructor');
      for (const key of Reflect.ownKeys(this)) {
        const now = Object.getOwnPropertyDescriptor(this, key);
        if (now.get || now.set) this.#remember(key, now, before.get(key));
        else if (!before.has(key)) this.#defined.add(key);
      }
      this.#callbacks._injectChildren(this.shadowRoot);
    }

    /** Puts a note-taking accessor in front of the one Rust defined. */
    #remember(key, { get, set, enumerable }, before) {
      this.#defined.add(key);
      if (before && 'value' in before) this.#values.set(key, before.value);
      const life = this.#life;
      const accessor = { configurable: true, enumerable };
      accessor.get = () => (life.alive ? get?.call(this) : this.#values.get(key));
      if (set) {
        accessor.set = (value) => {
          this.#values.set(key, value);
          if (life.alive) set.call(this, value);
          if (key === 'eventBus' && this.isConnected) meet(this);
        };
      }
      Object.defineProperty(this, key, accessor);
    }

    /** Takes away what a dead instance defined and leaves the host's values as plain properties. */
    #release() {
      for (const key of this.#defined) delete this[key];
      for (const [key, value] of this.#values) this[key] = value;
      this.#defined.clear();
      this.#values.clear();
    }

    #call(name, ...args) {
      this.#callbacks?.[name]?.(this, ...args);
    }
  };
}

// --- Crash and restart ---------------------------------------------------------------------------------

/** The document, and open shadow trees in it that were there when this file came: hosts may draw first and load later. */
const places = [document];

function* treesIn(root) {
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    if (shadowRoot && shadowRoot.host.localName !== TAG) {
      yield shadowRoot;
      yield* treesIn(shadowRoot);
    }
  }
}

/** Elements that have the tag but not yet the class. */
const waiting = () => places.flatMap((place) => [...place.querySelectorAll(`${TAG}:not(:defined)`)]);

function showCrash() {
  for (const element of [...connected, ...waiting()]) {
    showCrashOn(element);
    tell(element, 'crashed');
  }
}

function showCrashOn(element) {
  element[MARK]?.('crashed');
  const unsent = element.shadowRoot?.querySelector('[data-composer]')?.value?.trim();
  show(element, notice(element, 'crashed', 'crashed', textsFor(element), restart, unsent));
}

function tell(element, kind) {
  element.dispatchEvent(new CustomEvent(`${TAG}-error`, { bubbles: true, composed: true, detail: { kind, message: `the chat has stopped: ${kind}` } }));
}

async function restart() {
  if (current.alive) return;
  try {
    await instantiate();
  } catch (error) {
    current.end(error);
  }
  if (!current.usable) return;
  for (const element of [...connected]) element.connectedCallback();
}

// --- Styles and texts ------------------------------------------------------------------------------------

const styles = []; // the style sheets that the parts have brought so far

/** Takes the style sheet that a part carries, if it has one. */
function takeStyles(module) {
  const [bytes] = WebAssembly.Module.customSections(module, 'css');
  if (bytes) styles.push(new TextDecoder().decode(bytes));
  return module;
}

let parts = ['']; // which files of a language are wanted: what the first picture says, then also the rest
const locales = new Map(); // language -> its texts as JSON; undefined on their way, empty when they cannot be had
const files = new Map(); // name of a file -> the promise of its text

/** The language of the element or of what it stands in, else micro-lc's. */
function languageInPage(element) {
  return saidOf(element) || languageOfMicrolc(element) || undefined;
}

/**
 * The file for a language: that of its region or script, else of the language. English stands in for languages without one,
 * and for those whose file is in a script that was not asked for; only readers of Chinese get by with the other one.
 */
function fileOf(language) {
  try {
    const { language: base, script, region } = new Intl.Locale(language.replaceAll('_', '-')).maximize();
    const names = [`${base}-${region}`, `${base}-${script}`];
    if (base === 'zh' || new Intl.Locale(base).maximize().script === script) names.push(base);
    return names.find((name) => languages.includes(name)) ?? 'en';
  } catch {
    return 'en'; // no language at all
  }
}

/** What the loader itself says on an element. */
const textsFor = (element) => textsFrom(locales.get(fileOf(languageOf(element))));

function textsOf(language) {
  const file = fileOf(language);
  if (locales.has(file)) return locales.get(file);
  fetchTexts(file).then(() => {
    for (const element of connected) element[SPEAK]();
  });
  return undefined;
}

/** Never rejects: a chat without texts is better than none. */
async function fetchTexts(file) {
  if (!locales.get(file)) locales.set(file, undefined);
  const wanted = parts;
  const texts = await Promise.all(wanted.map((part) => textOf(file + part, `en${part}`)));
  if (wanted !== parts) return; // asked for again, with more, meanwhile
  locales.set(file, texts.every(Boolean) ? texts.reduce((all, more) => `${all.trim().slice(0, -1)},${more.trim().slice(1)}`) : '');
}

/** The text of a file, or of the one that stands in for it, or nothing. */
function textOf(...names) {
  const [file] = names;
  if (!files.has(file)) files.set(file, fetchText(new Set(names)));
  files.get(file).then((text) => text || files.delete(file));
  return files.get(file);
}

async function fetchText(names) {
  for (const name of names) {
    try {
      const response = await fetch(new URL(`./locales/${name}.json`, import.meta.url), { signal: AbortSignal.timeout(TEXTS_WITHIN_MS) });
      if (response.ok) return await response.text();
    } catch {
      // the next one
    }
  }
  return '';
}

/** The language of a page is changed by changing an attribute anywhere above an element. */
new MutationObserver(() => {
  for (const element of connected) element[SPEAK]();
}).observe(document, { subtree: true, attributeFilter: ['lang'] });

// --- First load ------------------------------------------------------------------------------------------

/** Why there is no module: `forbidden` by policy or browser, or `unreachable` (worth another try). */
class NoWasm extends Error {
  constructor(kind, cause) {
    super(`${kind}: ${cause?.message ?? cause}`);
    this.kind = kind;
  }
}

/** The smallest module there is tells at once, whatever the network does, whether wasm may run. */
async function probe() {
  try {
    await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  } catch (error) {
    throw new NoWasm('forbidden', error);
  }
}

async function fetchAndCompile(url, cache) {
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(new Error('no answer')), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(url, { cache, signal: slow.signal });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('application/wasm')) return await WebAssembly.compileStreaming(response);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    throw new NoWasm('unreachable', error);
  } finally {
    clearTimeout(timer);
  }
}

/** The skeleton was there before its words. */
function relabel() {
  for (const element of waiting()) {
    element.shadowRoot?.querySelector('[data-state=loading]')?.setAttribute('aria-label', textsFor(element)['loading.label']);
  }
}

async function load(cache) {
  const module = fetchAndCompile(WASM_URL, cache);
  module.catch(() => {}); // judged below: what the probe says comes first
  const wanted = new Set([document.documentElement, ...waiting()].map((element) => fileOf(languageOf(element))));
  const texts = Promise.all([...wanted].filter((file) => !locales.get(file)).map(fetchTexts)).then(relabel);
  try {
    await probe();
    compiled = takeStyles(await module);
  } finally {
    await texts; // also for what is said when there is no module
  }
  await instantiate();
}

let later = null; // the promise of the later part's module

/** The later part, once for all lives; a failure is tried again, at once and whenever the next life asks. */
function laterModule() {
  later ??= (async () => {
    for (const pause of LATER_PAUSES_MS) {
      try {
        return takeStyles(await fetchAndCompile(LATER_URL, pause === LATER_PAUSES_MS[0] ? 'default' : 'reload'));
      } catch {
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return takeStyles(await fetchAndCompile(LATER_URL, 'reload'));
  })();
  later.catch(() => (later = null));
  return later;
}

/** Draws one screen on every element that waits, and on those that come until the class is there. */
class WaitingRoom {
  #draw = null;
  #observer = new MutationObserver(() => this.#drawAll(false));

  show(draw) {
    this.#draw = draw;
    this.#drawAll(true);
    for (const place of places) this.#observer.observe(place, { childList: true, subtree: true });
  }

  close() {
    this.#observer.disconnect();
  }

  #drawAll(again) {
    for (const element of waiting()) {
      if (again || !element.shadowRoot) this.#draw(element);
    }
  }
}

async function open() {
  places.push(...treesIn(document));
  const room = new WaitingRoom();
  const attempt = async (cache) => {
    room.show((element) => show(element, skeleton(element, textsFor(element))));
    try {
      await load(cache);
      room.close();
      places.length = 1; // those that come from now on have the class at once
    } catch (error) {
      const kind = error instanceof NoWasm ? error.kind : 'unreachable';
      console.error(`${TAG} ${version} not loaded, ${error.message}`);
      const retry = kind === 'forbidden' ? undefined : () => attempt('reload');
      room.show((element) => {
        show(element, notice(element, 'no-wasm', kind, textsFor(element), retry));
        tell(element, 'no-wasm');
      });
    }
  };
  await attempt('default');
}

// A second copy of this file waits for the first instead of defining the tag twice.
const KEY = Symbol.for(TAG);
const first = globalThis[KEY] ?? (customElements.get(TAG) && { version: customElements.get(TAG).version ?? 'unknown' });
if (first) {
  console.warn(`${TAG} ${first.version} is already on this page; ${version} is not used`);
  await first.opened;
} else {
  const opened = open();
  globalThis[KEY] = Object.freeze({ version, opened });
  await opened;
}

export default { libraryName: TAG, components: [TAG] };
