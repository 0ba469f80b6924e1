// Reads a chosen file into the text field that its input names, so that the form can be sent as it is.
(function () {
  "use strict";
  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.fills || !input.files.length) return;
    const field = document.getElementById(input.dataset.fills);
    if (field) field.value = await input.files[0].text();
  });
})();
