// Conveniences that need a script; every page works without them. Keys of one sign do
// something only where nothing is being written, and not at all once the reader says so.
var keys = (function () {
  "use strict";
  var list = document.getElementById("keys");
  var box = document.getElementById("keys-on");
  var off = "counterfoil-keys-off";
  if (list) list.hidden = false;
  if (box) {
    try {
      box.checked = !localStorage.getItem(off);
      box.addEventListener("change", function () {
        if (box.checked) localStorage.removeItem(off);
        else localStorage.setItem(off, "1");
      });
    } catch (error) { /* nothing is remembered where the browser forbids it */ }
  }
  function on(listener) {
    document.addEventListener("keydown", function (event) {
      var at = event.target;
      if (event.ctrlKey || event.metaKey || event.altKey || (box && !box.checked)) return;
      var isWritten = /^(SELECT|TEXTAREA)$/.test(at.tagName) ||
        (at.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(at.type));
      if (at.isContentEditable || isWritten) return;
      listener(event);
    });
  }
  on(function (event) {
    if (event.key === "/") {
      var field = document.getElementById("find");
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "?" && list) {
      event.preventDefault();
      list.open = !list.open;
      var summary = list.querySelector("summary");
      if (list.open) summary.scrollIntoView({ block: "nearest" });
      summary.focus();
    }
  });
  return { on: on };
})();

// The queue: j and k go from card to card, a, r and q press the card's buttons; who
// decides is remembered until the browser is closed. Every button works without it.
(function () {
  "use strict";
  var cards = Array.prototype.slice.call(document.querySelectorAll(".queue .card"));
  var form = document.getElementById("decide");
  if (!cards.length || !form) return;
  ["by", "token"].forEach(function (name) {
    var field = form.elements[name];
    if (!field || field.disabled) return;
    try {
      field.value = field.value || sessionStorage.getItem("counterfoil-" + name) || "";
      form.addEventListener("submit", function () {
        sessionStorage.setItem("counterfoil-" + name, field.value);
      });
    } catch (error) { /* nothing is remembered where the browser forbids it */ }
  });
  function here() {
    var card = document.activeElement && document.activeElement.closest(".card");
    return Math.max(cards.indexOf(card), 0);
  }
  function go(to) {
    var card = cards[Math.min(Math.max(to, 0), cards.length - 1)];
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }
  if (location.hash === "#first") go(0);
  keys.on(function (event) {
    var isIn = document.activeElement && document.activeElement.closest(".card");
    if (event.key === "j") return go(isIn ? here() + 1 : 0);
    if (event.key === "k") return go(here() - 1);
    var button = cards[here()].querySelector('button[data-key="' + event.key + '"]');
    if (button && isIn) button.click();
  });
})();
