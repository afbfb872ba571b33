// Sliders of the page that pupils take home. Nothing is computed here: every sentence and every line
// is in the page already, and a slider picks one.
"use strict";
(function () {
  function all(within, what) { return Array.prototype.slice.call(within.querySelectorAll(what)); }
  function data(within) { return JSON.parse(within.querySelector("script[type='application/json']").textContent); }

  all(document, "[data-vote]").forEach(function (part) {
    var rules = data(part), slider = part.querySelector("input[type=range]");
    var said = part.querySelector(".answer"), shown = part.querySelector("output");
    function show() {
      var picked = part.querySelector("input[type=radio]:checked");
      var number = picked ? Number(picked.value) : 0;
      var point = rules[number][Number(slider.value)];
      said.textContent = point.sentence;
      shown.textContent = point.label;
      slider.setAttribute("aria-valuetext", point.label);
      all(part, "figure").forEach(function (figure, k) {
        figure.hidden = k !== number;
        var here = figure.querySelector(".here");
        here.setAttribute("x1", point.x);
        here.setAttribute("x2", point.x);
      });
    }
    part.addEventListener("input", show);
    part.addEventListener("change", show);
    show();
  });

  all(document, "[data-riding]").forEach(function (part) {
    var found = data(part), sliders = all(part, "input[type=range]");
    var many = found.sliders.map(function (each) { return each.length; });
    function show() {
      var at = sliders.map(function (slider) { return Number(slider.value); });
      var line = found.lines[at[1] * many[2] + at[2]];
      sliders.forEach(function (slider, k) {
        slider.setAttribute("aria-valuetext", found.sliders[k][at[k]]);
        slider.parentNode.querySelector("output").textContent = found.sliders[k][at[k]];
      });
      part.querySelector(".answer").textContent = found.points[(at[0] * many[1] + at[1]) * many[2] + at[2]];
      ["needed", "given", "best"].forEach(function (name) {
        part.querySelector("polyline." + name).setAttribute("points", line[name]);
      });
      var here = part.querySelector(".here");
      here.setAttribute("x1", found.across[at[0]]);
      here.setAttribute("x2", found.across[at[0]]);
      all(part, "tbody").forEach(function (body, k) { body.hidden = k !== at[1] * many[2] + at[2]; });
    }
    part.addEventListener("input", show);
    part.addEventListener("change", show);
    show();
  });
})();
