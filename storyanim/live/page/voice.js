// Who tells the story beside the clock: the narration that was recorded, the browser's voice, or a person who is heard.

const FAR = 0.25; // seconds of drift that are jumped over; less is caught up with
const RATE = 0.12; // how much faster or slower the narration may run to catch up
const HASTE = 2; // so much of a drift is caught up with in a second

export function openNarration(audio, stage) {
  let begins = null;
  let state = { playing: false, speed: 1 };

  setInterval(() => {
    if (begins === null) return;
    const wanted = stage.second() - begins;
    const outside = wanted < 0 || (audio.duration && wanted >= audio.duration);
    if (!state.playing || outside || state.lead !== "clock") {
      if (!audio.paused) audio.pause();
      delete audio.dataset.drift;
      return;
    }
    const drift = audio.currentTime - wanted;
    if (audio.paused) {
      audio.currentTime = wanted;
      audio.play().catch(() => {});
    } else if (Math.abs(drift) > FAR && !audio.seeking) {
      audio.currentTime = wanted;
    } else {
      audio.playbackRate = state.speed * (1 - Math.max(-RATE, Math.min(RATE, drift * HASTE)));
      audio.dataset.drift = drift.toFixed(4);
    }
  }, 200);

  return {
    load(second) {
      begins = second;
      if (second === null) audio.removeAttribute("src");
      else if (!audio.hasAttribute("src")) audio.src = "/narration";
      document.body.classList.toggle("sounding", second !== null);
    },
    settle(news) {
      state = news;
    },
  };
}

export function openVoice(story, send) {
  let speaking = false;

  function speak(number) {
    stop();
    if (!("speechSynthesis" in window)) return false;
    speaking = true;
    const lines = story.linesFrom(number);
    lines.forEach(({ from, words, element }, place) => {
      const skipped = place === 0 ? Math.max(0, number - from) : 0;
      const { text, starts } = spokenText(element, words, skipped);
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = "en";
      utterance.onboundary = (event) => {
        if (!speaking || (event.name && event.name !== "word")) return;
        let at = 0;
        while (at + 1 < starts.length && starts[at + 1] <= event.charIndex) at += 1;
        send({ type: "word", number: from + skipped + at });
      };
      if (place === lines.length - 1) utterance.onend = () => speaking && send({ type: "pause" });
      speechSynthesis.speak(utterance);
    });
    return true;
  }

  function stop() {
    speaking = false;
    window.speechSynthesis?.cancel();
  }

  return { speak, stop, isSpeaking: () => speaking };
}

function spokenText(element, words, skipped) {
  const range = document.createRange();
  range.selectNodeContents(element);
  if (words[skipped]) range.setStartBefore(words[skipped]);
  const text = range.toString();
  const starts = [];
  let from = 0;
  for (const word of words.slice(skipped)) {
    const at = text.indexOf(word.textContent, from);
    starts.push(at);
    from = at + word.textContent.length;
  }
  return { text, starts };
}

const REFUSED = ["not-allowed", "service-not-allowed", "audio-capture", "language-not-supported"];

export function openListener(send, onTrouble) {
  let recognition = null;

  return {
    isPossible: () => Boolean(window.SpeechRecognition || window.webkitSpeechRecognition),
    start() {
      const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
      recognition = new Recognition();
      recognition.continuous = true;
      recognition.interimResults = true;
      recognition.lang = document.documentElement.lang;
      recognition.onresult = (event) => {
        const said = [];
        for (const result of [...event.results].slice(-3)) said.push(result[0].transcript);
        const words = said.join(" ").trim().split(/\s+/).slice(-14);
        send({ type: "heard", text: words.join(" ").slice(-1900) });
      };
      const own = recognition;
      recognition.onerror = ({ error }) => {
        if (own === recognition && REFUSED.includes(error)) recognition = null; // asked again, it would say so again
        if (error !== "no-speech" && error !== "aborted") onTrouble(error);
      };
      recognition.onend = () => own === recognition && own.start(); // browsers end it after a silence
      recognition.start();
    },
    stop() {
      const own = recognition;
      recognition = null;
      own?.stop();
    },
  };
}
