// Reads a chosen file into the text field that its input names, so that the form can be sent as it is.
(function () {
  "use strict";
  // Spreadsheets write UTF-8, UTF-16 with its mark, or, in China, GB 18030. What is not UTF-8 must not become question marks.
  function text(bytes) {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return new TextDecoder("gb18030").decode(bytes);
    }
  }
  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.fills || !input.files.length) return;
    const field = document.getElementById(input.dataset.fills);
    if (field) field.value = text(new Uint8Array(await input.files[0].arrayBuffer()));
  });
})();
