// The card of the shot that is seen: every key in it goes to the server, and the picture follows.

const FIELDS = ["prompt", "seed", "framing", "camera", "transition", "transition-seconds", "style"];

export function openEditor(elements, send) {
  let film = null;
  let shot = null;
  let takenBack = false; // an edit was undone or redone: what comes back belongs into the fields
  const { form, which, fault, looks } = elements;
  const field = Object.fromEntries(FIELDS.map((name) => [name, document.getElementById(name)]));

  function find(id) {
    for (const scene of film?.scenes ?? []) for (const one of scene.shots) if (one.id === id) return one;
    return null;
  }

  // Whoever has the cursor in a field has the last word in it.
  function fill(everything = false) {
    if (!shot) return;
    const values = {
      prompt: shot.prompt,
      seed: shot.seed,
      framing: shot.framing,
      camera: shot.camera,
      transition: shot.transition,
      "transition-seconds": shot.transition_seconds,
      style: film.style,
    };
    for (const [name, value] of Object.entries(values)) {
      if (everything || document.activeElement !== field[name]) field[name].value = value;
    }
    field["transition-seconds"].disabled = shot.transition === "cut";
    which.textContent = film.sketch ? "" : `of shot ${shot.id}`;
    fillLooks(everything);
  }

  function fillLooks(everything) {
    const named = [...shot.prompt.matchAll(/\{([a-z0-9-]+)\}/g)].map(([, who]) => who).filter((who) => film.cast[who]);
    const wanted = [...new Set(named)];
    const known = [...looks.querySelectorAll("input")];
    if (known.map(({ dataset }) => dataset.who).join() !== wanted.join()) {
      looks.replaceChildren(...wanted.map(lookField));
    }
    for (const input of looks.querySelectorAll("input")) {
      if (everything || document.activeElement !== input) input.value = film.cast[input.dataset.who].join(", ");
    }
  }

  function lookField(who) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "text";
    input.dataset.who = who;
    input.placeholder = "red scarf, grey";
    input.oninput = () => {
      const value = input.value.split(",").map((part) => part.trim()).filter(Boolean);
      send({ type: "edit", field: "look", who, value });
    };
    label.append(`How {${who}} looks`, input);
    return label;
  }

  const edit = (name, value) => shot && send({ type: "edit", shot: shot.id, field: name, value });
  const transition = () =>
    edit("transition", { kind: field.transition.value, seconds: Number(field["transition-seconds"].value) || 0 });

  field.prompt.oninput = () => {
    if (!film || film.sketch) send({ type: "sketch", prompt: field.prompt.value });
    else edit("prompt", field.prompt.value);
  };
  form.addEventListener("focusout", () => setTimeout(fill));
  field.seed.oninput = () => field.seed.value !== "" && edit("seed", Math.max(0, Math.floor(Number(field.seed.value))));
  elements.dice.onclick = () => edit("seed", Math.floor(Math.random() * 2 ** 32));
  field.framing.onchange = () => edit("framing", field.framing.value);
  field.camera.onchange = () => edit("camera", field.camera.value);
  field.transition.onchange = transition;
  field["transition-seconds"].onchange = transition;
  field.style.onchange = () => send({ type: "edit", field: "style", value: field.style.value });
  form.onsubmit = (event) => event.preventDefault();

  return {
    show(newFilm) {
      film = newFilm;
      const before = shot;
      shot = find(shot?.id) ?? film.scenes[0]?.shots[0] ?? null;
      const isAnother = !film.sketch && shot?.text !== before?.text;
      fill(isAnother || takenBack);
      takenBack = false;
    },
    changed(news) {
      film.style = news.style;
      for (const scene of film.scenes) {
        const place = scene.shots.findIndex(({ id }) => id === news.shot.id);
        if (place >= 0) scene.shots[place] = news.shot;
      }
      if (shot?.id === news.shot.id) shot = news.shot;
      fill();
    },
    turnTo(id) {
      if (id === shot?.id || form.contains(document.activeElement)) return;
      shot = find(id) ?? shot;
      fill();
    },
    takeBack(way) {
      takenBack = true;
      send({ type: way });
    },
    tell(words) {
      fault.textContent = words;
    },
    focus() {
      field.prompt.focus();
    },
  };
}
