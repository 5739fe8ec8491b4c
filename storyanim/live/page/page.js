// The page: news to their places, hands and keys to commands.

import { openLink } from "/link.js";
import { openStage } from "/stage.js";
import { openStory } from "/story.js";
import { openEditor } from "/editor.js";
import { openListener, openNarration, openVoice } from "/voice.js";

const $ = (id) => document.getElementById(id);
const body = document.body;
let state = { playing: false, second: 0, seconds: 0, speed: 1, lead: "clock" };
let film = null;
let lead = "clock";
let ledAt = -Infinity; // when it was last said here who leads

const stage = openStage($("picture"));
const send = (command) => link.send(command);
const seek = (second) => {
  if (lead === "voice") voice.stop();
  send({ type: "seek", second: Math.max(0, second) });
  if (lead === "voice" && state.playing) setTimeout(() => speakFrom(second), 60);
};
const story = openStory(
  { text: $("text"), scenesRow: $("scenes"), place: $("place"), time: $("time"), caption: $("caption") },
  seek,
);
const editor = openEditor({ form: $("editor"), which: $("which"), fault: $("fault"), looks: $("looks"), dice: $("dice") }, send);
const narration = openNarration($("narration"), stage);
const voice = openVoice(story, send);
const listener = openListener(send, (error) => note("fault", `The browser cannot listen (${error}): press N for the next shot.`));

const link = openLink("/socket", {
  onNews: (news) => ({ state: onState, film: onFilm, shot: onShot, note: onNote })[news.type]?.(news),
  onPicture: (picture) => (picture.kind === "frame" ? onFrame(picture) : story.thumbnail(picture)),
  onOpen: () => ($("link-lost").hidden = true),
  onLost: () => ($("link-lost").hidden = false),
});

function onFrame(picture) {
  body.classList.remove("waiting");
  stage.show(picture);
}

function onState(news) {
  state = news;
  stage.settle(news);
  narration.settle(news);
  if (lead !== news.lead && performance.now() - ledAt > 1000) isLed(news.lead);
  body.classList.toggle("playing", news.playing);
  body.classList.toggle("reader", news.lead === "reader");
  if (news.playing || news.second > 0) body.classList.add("begun");
  $("play").lastElementChild.textContent = news.playing ? "Pause" : "Play";
  if (document.activeElement !== $("speed")) $("speed").value = String(news.speed);
  $("undo").disabled = !news.can_undo;
  $("redo").disabled = !news.can_redo;
  $("film").disabled = !film || Boolean(news.busy);
  $("save").disabled = !film || news.saved;
  $("save").classList.toggle("unsaved", Boolean(film) && !news.saved);
  $("save").title = news.file ? `to ${news.file} (Ctrl S)` : "as a storyboard file (Ctrl S)";
  if (news.busy) note("done", `${news.busy} …`);
  else if ($("notes").textContent.endsWith("…")) note("done", "");
  if (!film) body.classList.add("bare");
}

function onFilm(news) {
  film = news;
  body.classList.remove("bare");
  body.classList.toggle("sketching", news.sketch);
  $("theatre").style.setProperty("--aspect", (news.width / news.height).toFixed(4));
  $("title").textContent = news.sketch ? "storyanim" : news.title;
  document.title = news.sketch ? "storyanim live" : `${news.title} · storyanim live`;
  $("drawn-by").textContent = `drawn by ${news.renderer}`;
  story.show(news);
  editor.show(news);
  narration.load(news.sound);
  if (!news.sketch) openPaste(false);
  else $("paste").hidden = false;
}

function onShot(news) {
  editor.changed(news);
}

function onNote(news) {
  if (news.about === "edit" || news.about === "sketch") editor.tell(news.kind === "fault" ? news.text : "");
  else note(news.kind, news.text, news.film);
}

let noteTimer = 0;
function note(kind, words, filmName) {
  const notes = $("notes");
  notes.className = kind;
  notes.textContent = words;
  if (filmName) {
    const anchor = document.createElement("a");
    anchor.href = "/film";
    anchor.download = filmName;
    anchor.textContent = " Fetch it here";
    notes.append(anchor);
  }
  clearTimeout(noteTimer);
  if (words && !filmName && !words.endsWith("…")) noteTimer = setTimeout(() => (notes.textContent = ""), 9000);
}

// --- every picture of the browser's own

function tick() {
  if (film) {
    const second = stage.second();
    story.at(second, state.seconds);
    const shot = story.shotAt(second);
    if (shot) editor.turnTo(shot.id);
  }
  requestAnimationFrame(tick);
}
requestAnimationFrame(tick);

// --- hands

function speakFrom(second) {
  if (!voice.speak(story.wordAt(second))) note("fault", "This browser has no voice of its own.");
}

function playOrPause() {
  if (!film) return;
  if (state.playing) {
    if (lead === "voice") voice.stop();
    send({ type: "pause" });
  } else {
    send({ type: "play" });
    if (lead === "voice") speakFrom(state.second >= state.seconds ? 0 : stage.second());
  }
}

function isLed(by) {
  lead = by;
  $("lead").value = by;
  voice.stop();
  listener.stop();
}

function setLead(by) {
  isLed(by);
  ledAt = performance.now();
  send({ type: "lead", by });
  if (by === "reader") {
    if (listener.isPossible()) $("consent").showModal();
    else note("done", "Press N, or Next, at the end of each shot.");
  }
  if (by === "voice" && state.playing) speakFrom(stage.second());
}

function turn(back) {
  if (lead === "voice") voice.stop();
  send({ type: "next", back });
}

function setSpeed(value) {
  const choices = [...$("speed").options].map((option) => option.value);
  if (choices.includes(String(value))) $("speed").value = String(value);
  send({ type: "speed", value });
}

function faster(step) {
  const choices = [...$("speed").options].map((option) => Number(option.value));
  const place = choices.findIndex((choice) => choice >= state.speed);
  setSpeed(choices[Math.max(0, Math.min(choices.length - 1, place + step))]);
}

function setVolume(value) {
  $("volume").value = Math.max(0, Math.min(1, value));
  $("narration").volume = Number($("volume").value);
}

function toggleCaptions() {
  const shown = $("captions").getAttribute("aria-pressed") !== "true";
  $("captions").setAttribute("aria-pressed", String(shown));
  $("caption").hidden = !shown;
}

function toggleFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else $("arch").requestFullscreen().catch(() => note("fault", "The browser does not allow full screen here."));
}

function openPaste(open) {
  $("paste").hidden = !open;
  $("text").hidden = open;
  $("keep-story").hidden = !film || film.sketch;
  if (open) $("story").focus();
}

$("begin").onclick = $("play").onclick = playOrPause;
$("picture").onclick = () => (lead === "reader" ? turn(false) : playOrPause());
$("next").onclick = () => turn(false);
$("back").onclick = () => turn(true);
$("place").oninput = () => seek(Number($("place").value));
$("speed").onchange = () => setSpeed(Number($("speed").value));
$("lead").onchange = () => setLead($("lead").value);
$("volume").oninput = () => setVolume(Number($("volume").value));
$("captions").onclick = toggleCaptions;
$("full").onclick = toggleFull;
$("keys").onclick = () => $("help").showModal();
$("close-help").onclick = () => $("help").close();
$("undo").onclick = () => editor.takeBack("undo");
$("redo").onclick = () => editor.takeBack("redo");
$("save").onclick = () => send({ type: "save" });
$("film").onclick = () => send({ type: "film" });
$("other-story").onclick = () => openPaste($("paste").hidden);
$("keep-story").onclick = () => openPaste(false);
$("tell").onclick = () => $("story").value.trim() && send({ type: "story", text: $("story").value });
$("listen").onclick = () => {
  $("consent").close();
  listener.start();
};
$("by-key").onclick = () => {
  $("consent").close();
  note("done", "Press N, or Next, at the end of each shot.");
};

// --- keys

const KEYS = {
  " ": playOrPause,
  k: playOrPause,
  ArrowLeft: (event) => (event.shiftKey ? turn(true) : seek(stage.second() - 5)),
  ArrowRight: (event) => (event.shiftKey ? turn(false) : seek(stage.second() + 5)),
  ArrowUp: () => setVolume(Number($("volume").value) + 0.05),
  ArrowDown: () => setVolume(Number($("volume").value) - 0.05),
  n: () => turn(false),
  PageDown: () => turn(false),
  b: () => turn(true),
  PageUp: () => turn(true),
  ",": () => seek(stage.second() - 1 / film.rate),
  ".": () => seek(stage.second() + 1 / film.rate),
  "+": () => faster(1),
  "-": () => faster(-1),
  m: () => ($("narration").muted = !$("narration").muted),
  c: toggleCaptions,
  f: toggleFull,
  e: () => editor.focus(),
  Home: () => seek(0),
  End: () => seek(state.seconds),
  "?": () => $("help").showModal(),
};

addEventListener("keydown", (event) => {
  const writing = event.target.matches("textarea, input[type=text], input[type=number]");
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === "s" && film) send({ type: "save" });
    else if (key === "z" && film) editor.takeBack(event.shiftKey ? "redo" : "undo");
    else if (key === "y" && film) editor.takeBack("redo");
    else return;
    event.preventDefault();
    return;
  }
  if (event.key === "Escape" && writing) event.target.blur();
  const own = event.target.matches("select, input[type=range]") && event.key.startsWith("Arrow");
  const button = event.target.matches("button, a") && event.key === " ";
  if (writing || own || button || event.altKey || document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || !film) return;
  event.preventDefault();
  act(event);
});
