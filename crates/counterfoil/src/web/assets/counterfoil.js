// The one convenience that needs a script: "/" goes to the search field.
// Every page works without it.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    var at = event.target;
    if (at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) return;
    var field = document.getElementById("find");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
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
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    var isIn = document.activeElement && document.activeElement.closest(".card");
    if (event.key === "j") return go(isIn ? here() + 1 : 0);
    if (event.key === "k") return go(here() - 1);
    var button = cards[here()].querySelector('button[data-key="' + event.key + '"]');
    if (button && isIn) button.click();
  });
})();
