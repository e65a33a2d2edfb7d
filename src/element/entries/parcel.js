/*
 * For hosts that mount applications by lifecycle functions: micro-lc 2 in parcel mode, qiankun, and micro-lc 1, whose plugins
 * are pages with a script like this one. It is a classic script, evaluated inside a function with a stand-in for `window`.
 * The last global that it sets is taken for the lifecycle; it exports no `update`, because hosts that find one hand over
 * fewer and fewer properties.
 */
(function (root) {
  var page = root.document.defaultView || root; // the real one, where modules and elements are
  var TAKEN = ['config', 'options']; // micro-lc's description of the application goes by these names
  var kept = {}; // by name of the application: what the host handed over so far
  var mounted = {};

  /** Where this script is. Evaluated as text it is no script of the document, but its address is in its stack. */
  function place() {
    var script = root.document.currentScript;
    var told = /([^\s()]*)chat-service\.parcel\.js/.exec(new Error().stack);
    return (script && script.src) || (told && told[1]) || root.__INJECTED_PUBLIC_PATH_BY_QIANKUN__ || '/chat-service/';
  }
  var here = new URL(place(), root.document.baseURI);

  /** The module beside it. */
  function load() {
    var module = new URL('chat-service.js', here).href;
    // The host's own importer shares the module with its other pages, and is allowed where a plain import is not.
    return (page.importShim ? page.importShim(module) : import(module)).then(function () {
      return page.customElements.whenDefined('chat-service');
    });
  }

  /** Hands everything over that the element has a property for. */
  function give(element, props) {
    Object.keys(props).forEach(function (key) {
      var isOurs = Object.prototype.hasOwnProperty.call(element, key) && TAKEN.indexOf(key) < 0;
      if (isOurs) element[key] = props[key];
    });
  }

  function holder(props) {
    var container = props.container || root.document.body;
    return container.querySelector('#chat-service') || container;
  }

  root.chatServiceParcel = {
    bootstrap: function () {
      return load().then(function () {
        return null;
      });
    },
    mount: function (props) {
      return load().then(function () {
        var name = props.name || '';
        kept[name] = kept[name] || {};
        Object.keys(props).forEach(function (key) {
          if (props[key] !== undefined) kept[name][key] = props[key];
        });
        var element = root.document.createElement('chat-service');
        give(element, kept[name]);
        if (kept[name].chatConfig) element.config = kept[name].chatConfig;
        mounted[name] = element;
        holder(props).appendChild(element);
        return null;
      });
    },
    unmount: function (props) {
      var name = (props && props.name) || '';
      if (mounted[name]) mounted[name].remove();
      delete mounted[name];
      return Promise.resolve(null);
    },
  };

  /** Whether a link may say this: an attribute that leads to no other site. */
  function isOwn(key, value) {
    if (['backend-url', 'base-url', 'login-url'].indexOf(key) >= 0) return new URL(value, root.location.origin).origin === root.location.origin;
    return key === 'lang' || root.customElements.get('chat-service').observedAttributes.indexOf(key) >= 0;
  }

  // Alone, in an iframe or a window of its own: the query of the address holds the attributes.
  if (!root.__POWERED_BY_QIANKUN__ && root.document.currentScript && root.document.currentScript.hasAttribute('data-alone')) {
    load().then(function () {
      var element = root.document.createElement('chat-service');
      new URLSearchParams(root.location.search).forEach(function (value, key) {
        if (isOwn(key, value)) element.setAttribute(key, value);
      });
      root.document.getElementById('chat-service').appendChild(element);
    });
  }
})(window);
