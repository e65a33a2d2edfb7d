/*
 * For pages that take classic scripts only: imports the module from beside itself.
 *   <script src="…/chat-service.classic.js"></script>
 */
(function () {
  var script = document.currentScript;
  var module = new URL('chat-service.js', script ? script.src : document.baseURI).href;
  import(module).catch(function (error) {
    console.error('chat-service not loaded from ' + module + ': ' + error.message);
  });
})();
