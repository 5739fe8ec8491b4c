// The story's words and the scrubber's scenes: what is said now is lit, a click leads there.

export function openStory(elements, onSeek) {
  let words = [];
  let seconds = [];
  let shots = [];
  let firsts = []; // the second at which each shot begins
  let placed = -1; // where the scrubber's knob was put last, in seconds
  let captions = [];
  let lit = -1;
  let current = -1;
  let scenes = [];
  const { text, scenesRow, place, time, caption } = elements;

  function show(film) {
    words = [];
    seconds = [];
    shots = [];
    captions = film.captions;
    lit = current = -1;
    const parts = [];
    let sceneNumber = 0;
    for (const scene of film.scenes) {
      const heading = document.createElement("h2");
      heading.textContent = scene.title;
      if (scene.reason) heading.title = scene.reason;
      parts.push(heading);
      for (const shot of scene.shots) parts.push(paragraph(shot, sceneNumber));
      sceneNumber += 1;
    }
    text.replaceChildren(...parts);
    firsts = shots.map(({ first }) => first);
    placed = -1;
    place.max = film.scenes.length ? shots[shots.length - 1].end : 1;
    showScenes(film);
  }

  function paragraph(shot, scene) {
    const element = document.createElement("p");
    let done = 0;
    for (const [start, end, second] of shot.words) {
      element.append(shot.text.slice(done, start));
      const word = document.createElement("span");
      word.className = "word";
      word.textContent = shot.text.slice(start, end);
      word.dataset.number = words.length;
      words.push(word);
      seconds.push(second);
      element.append(word);
      done = end;
    }
    element.append(shot.text.slice(done));
    shots.push({ id: shot.id, first: shot.first, end: shot.end, element, scene, from: words.length - shot.words.length });
    return element;
  }

  function showScenes(film) {
    const before = new Map(scenes.map((scene) => [scene.id, scene.image]));
    scenes = film.scenes.map((scene, number) => {
      const button = document.createElement("button");
      const image = before.get(scene.id) ?? document.createElement("img");
      const first = scene.shots[0].first;
      const length = scene.shots[scene.shots.length - 1].end - first;
      image.alt = "";
      button.type = "button";
      button.title = scene.title;
      button.setAttribute("aria-label", `Scene ${number + 1}: ${scene.title}`);
      button.style.flexGrow = Math.max(length, 1);
      button.append(image);
      button.onclick = () => onSeek(first);
      return { id: scene.id, button, image };
    });
    scenesRow.replaceChildren(...scenes.map(({ button }) => button));
  }

  text.addEventListener("click", (event) => {
    const number = event.target.dataset?.number;
    if (number !== undefined) onSeek(seconds[number]);
  });

  return {
    show,
    thumbnail({ number, jpeg }) {
      const image = scenes[number]?.image;
      if (!image) return;
      if (image.src) URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(jpeg);
    },
    at(second, total) {
      const word = last(seconds, second);
      if (word !== lit) {
        words[lit]?.classList.remove("said");
        words[word]?.classList.add("said");
        lit = word;
      }
      const shot = Math.max(0, last(firsts, second));
      if (shot !== current && shots.length) mark(shot);
      // Only what can be seen to move is moved: each of these has the browser paint again.
      if (Math.abs(second - placed) > total / 1500 && !place.matches(":active")) place.value = placed = second;
      const told = `${minutes(second)} / ${minutes(total)}`;
      if (time.textContent !== told) {
        time.textContent = told;
        place.setAttribute("aria-valuetext", told.replace("/", "of"));
      }
      const said = captions.find(([first, end]) => first <= second + 1e-6 && second < end);
      if (caption.dataset.said !== (said?.[2] ?? "")) {
        caption.dataset.said = said?.[2] ?? "";
        const span = document.createElement("span");
        span.textContent = caption.dataset.said;
        caption.replaceChildren(...(said ? [span] : []));
      }
    },
    shotAt: (second) => shots[Math.max(0, last(firsts, second))],
    wordAt: (second) => Math.max(0, last(seconds, second)),
    linesFrom(number) {
      return shots
        .map((shot, place) => ({ from: shot.from, words: words.slice(shot.from, shots[place + 1]?.from ?? words.length), element: shot.element }))
        .filter(({ from, words: own }) => from + own.length > number);
    },
  };

  function mark(shot) {
    shots[current]?.element.removeAttribute("aria-current");
    scenes[shots[current]?.scene]?.button.removeAttribute("aria-current");
    current = shot;
    const { element, scene } = shots[shot];
    element.setAttribute("aria-current", "true");
    scenes[scene]?.button.setAttribute("aria-current", "true");
    const top = element.offsetTop - text.clientHeight / 3;
    if (Math.abs(text.scrollTop - top) > text.clientHeight / 4) text.scrollTo({ top });
  }
}

function last(values, second) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= second + 1e-6) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function minutes(seconds) {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
