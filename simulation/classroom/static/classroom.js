// The pages of the classroom: they ask the computer that serves them for what is new, every second
// and a half, and send what is chosen. Plain JavaScript of five years ago; nothing is loaded.
"use strict";
(function () {
  var body = document.body;
  var role = body.getAttribute("data-role");
  var viewUrl = body.getAttribute("data-view");
  var digest = body.getAttribute("data-digest");
  var view = document.getElementById("view");
  var said = document.getElementById("said");
  var EVERY = 1500;
  var AGAIN = 2000;
  var ends = null;
  var counted = 0; // of the last request, where the browser keeps nothing
  var joinNumber = null, joinsAgain = null;
  var kept = ours(store("unsc-answer"));

  // An answer that waits is one of this seat, or of none: seats of other classes are others.
  function ours(waiting) {
    try { if (waiting && JSON.parse(waiting).seat === store("unsc-seat")) return waiting; }
    catch (error) { /* nothing that this page has kept */ }
    if (waiting) store("unsc-answer", null);
    return null;
  }

  function store(name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name);
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch (error) { /* a browser that keeps nothing */ }
    return null;
  }

  var clearing = null;
  function say(text, passing) {
    clearTimeout(clearing);
    if (said.textContent !== (text || "")) said.textContent = text || "";
    if (text && passing) clearing = setTimeout(function () { say(""); }, 4000);
  }

  function send(url, data) {
    return fetch(url, {
      method: "POST", credentials: "same-origin", cache: "no-store",
      headers: { "Content-Type": "application/json" }, body: JSON.stringify(data)
    }).then(function (answer) {
      return answer.json().then(function (found) { found.status = answer.status; return found; });
    });
  }

  // ---- what is new

  function poll() {
    fetch(viewUrl + "?have=" + encodeURIComponent(digest), {
      credentials: "same-origin", cache: "no-store"
    }).then(function (answer) {
      if (answer.status === 403 && role === "phone") { lostSeat(); return null; }
      if (answer.status === 403) say(body.getAttribute("data-stale"));
      return answer.ok ? answer.json() : null;
    }).then(function (found) {
      if (found) { show(found); sendKept(); }
    }).catch(function () {
      say(body.getAttribute("data-offline"));
    }).then(function () { setTimeout(poll, EVERY); });
  }

  function lostSeat() {
    var token = store("unsc-seat");
    if (!token) { location.replace("/"); return; }
    send("/return", { token: token }).then(function (found) {
      if (found.status === 403) store("unsc-seat", null);
      if (found.status === 200 || found.status === 403) location.replace("/");
    }).catch(function () { });
  }

  function show(found) {
    ends = found.left === null ? null : Date.now() + 1000 * found.left;
    if (["data-offline", "data-stale"].some(function (name) {
      return said.textContent === body.getAttribute(name);
    })) say("");
    if (found.html === null || found.digest === digest) return;
    if (editing(found)) return;
    digest = found.digest;
    var focus = document.activeElement && view.contains(document.activeElement)
      ? mark(document.activeElement) : null;
    var before = stepOf();
    var typed = unsent();
    view.innerHTML = found.html;
    typeAgain(typed);
    var again = focus && view.querySelector(focus);
    if (again) again.focus();
    if (role === "phone" && stepOf() !== before) { say(""); title(); }
    sums();
    tick();
  }

  // A new step begins at its title, which a screen reader then says.
  function title() {
    var heading = view.querySelector("h1");
    if (!heading) return;
    heading.setAttribute("tabindex", "-1");
    heading.focus();
  }

  function stepOf() {
    var step = view.querySelector(".step");
    return step && step.getAttribute("data-step") + "/" + step.getAttribute("data-branch");
  }

  // The console is not swapped while the teacher types in it.
  function editing(found) {
    var here = document.activeElement;
    return role === "teacher" && here && here.tagName === "INPUT" && view.contains(here)
      && here.hasAttribute("data-touched") && !found.forced;
  }

  // What is typed into a form of the console and not sent yet outlives a swap of the page.
  function unsent() {
    var form = view.querySelector("form[data-unsent]");
    return form && {
      of: "form[data-form=" + form.getAttribute("data-form") + "][data-step=\"" + form.getAttribute("data-step") + "\"]",
      fields: Array.prototype.map.call(form.elements, function (field) { return [field.value, field.checked]; })
    };
  }

  function typeAgain(typed) {
    var form = typed && view.querySelector(typed.of);
    if (!form || form.elements.length !== typed.fields.length) return;
    typed.fields.forEach(function (was, number) {
      var field = form.elements[number];
      if (field.type === "radio") field.checked = was[1];
      else field.value = was[0];
    });
    form.setAttribute("data-unsent", "");
    countBallots(form);
  }

  function mark(element) {
    if (element.id) return "#" + element.id;
    var keys = ["data-do", "data-step", "data-seat", "name", "value", "data-branch"];
    var found = keys.filter(function (key) { return element.getAttribute(key) !== null; });
    return found.length ? element.tagName + found.map(function (key) {
      return "[" + key + "=\"" + element.getAttribute(key).replace(/["\\]/g, "\\$&") + "\"]";
    }).join("") : null;
  }

  function tick() {
    var timer = document.getElementById("timer");
    if (!timer) return;
    timer.hidden = ends === null;
    if (ends === null) return;
    var left = Math.max(0, Math.round((ends - Date.now()) / 1000));
    timer.textContent = "⏱ " + Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2);
    timer.className = left ? "" : "over";
  }

  // ---- a phone: join, answer, keep the answer until it has arrived

  function joining(form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      join(form);
    });
    var token = store("unsc-seat");
    if (token) {
      send("/return", { token: token }).then(function (found) {
        if (found.status === 200) location.replace("/");
        else if (found.status === 403) store("unsc-seat", null);
      }).catch(function () { });
    }
  }

  function join(form) {
    // The number stays the same until a seat is there: two taps, or a lost answer, are one seat.
    joinNumber = joinNumber || store("unsc-join") || newNumber();
    store("unsc-join", joinNumber);
    clearTimeout(joinsAgain);
    var data = { code: form.code.value, name: form.name.value, number: joinNumber };
    send("/join", data).then(function (found) {
      if (found.token) {
        store("unsc-answer", null);
        store("unsc-join", null);
        store("unsc-seat", found.token);
        location.replace("/");
        return;
      }
      if (found.status === 409) { joinNumber = null; store("unsc-join", null); }
      say(found.said);
      // Many come in through one address: this phone tries again until it is its turn.
      if (found.why === "too_many_joins") joinsAgain = setTimeout(function () { join(form); }, AGAIN);
    }).catch(function () { say(body.getAttribute("data-offline")); });
  }

  function newNumber() {
    var bytes = crypto.getRandomValues(new Uint8Array(24));
    return Array.prototype.map.call(bytes, function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    }).join("");
  }

  function valueOf(form) {
    var value = {};
    if (form.querySelector("[data-list]")) value[form.querySelector("[data-list]").name] = [];
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || ((field.type === "radio" || field.type === "checkbox") && !field.checked)) return;
      if (field.hasAttribute("data-list")) value[field.name].push(field.value);
      else value[field.name] = field.hasAttribute("data-number") ? Number(field.value) : field.value;
    });
    return value;
  }

  function answer(form) {
    var step = view.querySelector(".step");
    var last = Math.max(
      counted, Number(store("unsc-request") || 0), Number(step.getAttribute("data-last"))
    );
    counted = last + 1;
    store("unsc-request", String(counted));
    kept = JSON.stringify({ seat: store("unsc-seat"), body: {
      step: Number(step.getAttribute("data-step")),
      branch: Number(step.getAttribute("data-branch")),
      request: counted, value: valueOf(form)
    } });
    store("unsc-answer", kept);
    sendKept();
  }

  function sendKept() {
    if (!kept) return;
    var sent = kept;
    send("/seat/answer", JSON.parse(sent).body).then(function (found) {
      if (found.status === 429 || found.status >= 500) return;
      if (kept === sent) { kept = null; store("unsc-answer", null); }
      say(found.said, found.status === 200);
      if (found.status === 200) digest = ""; // what is refused stays in the form
    }).catch(function () { say(body.getAttribute("data-offline")); });
  }

  function sums() {
    Array.prototype.forEach.call(document.querySelectorAll("form[data-sum]"), function (form) {
      var sum = 0, of = Number(form.getAttribute("data-sum"));
      Array.prototype.forEach.call(form.querySelectorAll("input[type=number]"), function (field) {
        sum += Number(field.value) || 0;
      });
      var line = form.querySelector(".sum");
      line.textContent = (sum === of ? "✓ " : "") + form.getAttribute("data-sum-words").replace("%s", sum);
      line.className = sum === of ? "sum" : "sum wrong";
    });
  }

  // ---- the teacher: buttons and keys

  // One after another: a key that is pressed fast finds the step to which the last one led.
  var acting = Promise.resolve();
  function act(data) {
    acting = acting.then(function () { return acted(data); });
  }

  function acted(data) {
    return send("/teacher/do", data).then(function (found) {
      say(found.said, true);
      if (found.digest) { found.forced = true; show(found); }
    }).catch(function () { say(body.getAttribute("data-offline") || ""); });
  }

  function press(button) {
    var data = { do: button.getAttribute("data-do") };
    ["seconds", "step", "branch"].forEach(function (key) {
      if (button.hasAttribute("data-" + key)) data[key] = Number(button.getAttribute("data-" + key));
    });
    if (button.hasAttribute("data-seat")) data.seat = button.getAttribute("data-seat");
    act(data);
  }

  function keyed(event) {
    var here = event.target, key = event.key === " " ? "Space" : event.key;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(here.tagName) && key !== "Escape") return;
    if (/^(BUTTON|A)$/.test(here.tagName) && key === "Enter") return;
    // Enter presses a button that has a key of its own; the space bar stays the lesson's.
    if (/^(BUTTON|A)$/.test(here.tagName) && key === "Space" && !here.hasAttribute("data-key")) return;
    if (key === "Escape") { here.blur(); return; }
    if (key.length === 1) key = key.toLowerCase();
    if (key === "t") { event.preventDefault(); focusOn("#minutes"); return; }
    if (key === "k") { event.preventDefault(); focusOn("button.kick"); return; }
    if (event.shiftKey) key = "Shift+" + key;
    var found = Array.prototype.filter.call(view.querySelectorAll("[data-key]"), function (button) {
      return button.getAttribute("data-key").split(" ").indexOf(key) >= 0;
    })[0];
    if (found) { event.preventDefault(); press(found); }
  }

  function focusOn(what) {
    var found = view.querySelector(what);
    if (found) found.focus();
  }

  function submitted(form) {
    if (form.getAttribute("data-form") === "timer") {
      act({ do: "timer", seconds: Math.round(60 * Number(form.minutes.value)) });
      form.minutes.blur();
      return;
    }
    form.removeAttribute("data-unsent");
    if (form.getAttribute("data-form") === "paper") {
      act({ do: "paper", step: Number(form.getAttribute("data-step")), decisions: onPaper(form) });
      return;
    }
    var counts = {};
    Array.prototype.forEach.call(form.querySelectorAll("[data-group]"), function (group) {
      var of = counts[group.getAttribute("data-group")] = {};
      Array.prototype.forEach.call(group.querySelectorAll("[data-value]"), function (field) {
        of[field.getAttribute("data-value")] = Math.round(Number(field.value) || 0);
      });
    });
    act({ do: "hands", step: Number(form.getAttribute("data-step")), counts: counts });
  }

  function onPaper(form) {
    var found = {};
    Array.prototype.forEach.call(form.querySelectorAll("[data-member]"), function (field) {
      if ((field.type === "radio" && !field.checked) || field.value === "") return;
      found[field.getAttribute("data-member")] =
        field.hasAttribute("data-number") ? Number(field.value) : field.value;
    });
    return found;
  }

  function fill(button) {
    var group = button.getAttribute("data-fill"), form = button.closest("form");
    var rows = form.querySelectorAll(group === "all" ? ".row" : ".row[data-kind=" + group + "]");
    Array.prototype.forEach.call(rows, function (row) {
      var field = row.querySelector("input[value=" + button.getAttribute("data-value") + "]");
      if (field) field.checked = true;
    });
    form.setAttribute("data-unsent", "");
    countBallots(form);
  }

  function countBallots(form) {
    Array.prototype.forEach.call(form.querySelectorAll("[data-count]"), function (place) {
      var letter = place.getAttribute("data-count");
      place.textContent = form.querySelectorAll("input[value=" + letter + "]:checked").length;
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.id === "join") return;
    event.preventDefault();
    if (form.className === "answer") answer(form);
    else submitted(form);
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button") : null;
    if (!button) return;
    if (button.className === "less" || button.className === "more") {
      var field = button.parentNode.querySelector("input");
      var value = (Number(field.value) || 0) + (button.className === "more" ? 1 : -1);
      field.value = Math.min(Number(field.max), Math.max(0, value));
      sums();
    } else if (button.hasAttribute("data-fill")) {
      fill(button);
    } else if (button.hasAttribute("data-do")) {
      if (event.detail) button.blur(); // a click of the mouse leaves the space bar to the lesson
      press(button);
    }
  });
  document.addEventListener("input", function (event) {
    event.target.setAttribute("data-touched", "");
    var form = event.target.form;
    if (form && form.hasAttribute("data-step")) form.setAttribute("data-unsent", "");
    if (form && form.className === "paper") countBallots(form);
    sums();
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.removeAttribute) event.target.removeAttribute("data-touched");
  });
  if (role === "teacher") document.addEventListener("keydown", keyed);

  var form = document.getElementById("join");
  if (form) joining(form);
  if (viewUrl) poll();
  sums();
  setInterval(tick, 500);
})();
