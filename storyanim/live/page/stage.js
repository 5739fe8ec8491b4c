// The stage: shows the newest picture and nothing older, and knows the film's second between two pictures.

const LATE = 0.25; // seconds; whoever is told to be further behind has been led back

export function openStage(canvas, onShown) {
  const context = canvas.getContext("2d", { alpha: false });
  let newest = null;
  let busy = false;
  let clock = { second: 0, at: 0, playing: false, speed: 1, seconds: 0, bound: null };

  function second() {
    const passed = clock.playing ? ((performance.now() - clock.at) / 1000) * clock.speed : 0;
    return Math.min(clock.seconds || Infinity, clock.bound ?? Infinity, clock.second + Math.min(passed, 1.5));
  }

  // News may come late, never early: what is ahead of our clock is right, what is a little behind it was delayed.
  function hear(told) {
    const behind = second() - told;
    if (behind < 0 || behind > LATE) clock = { ...clock, second: told, at: performance.now() };
  }

  async function draw() {
    if (busy) return;
    busy = true;
    while (newest) {
      const now = newest;
      newest = null;
      try {
        const bitmap = await createImageBitmap(now.jpeg);
        if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
          canvas.width = bitmap.width;
          canvas.height = bitmap.height;
        }
        context.drawImage(bitmap, 0, 0);
        bitmap.close();
        Object.assign(canvas.dataset, { frame: now.number, version: now.version, digest: now.digest, pts: now.pts });
        onShown?.(now);
      } catch (error) {
        console.warn("a picture could not be shown", error);
      }
    }
    busy = false;
  }

  return {
    show(picture) {
      newest = picture;
      if (clock.playing) hear(picture.pts);
      draw();
    },
    settle(state) {
      const goesOn = clock.playing && state.playing && clock.speed === state.speed;
      const before = second();
      clock = { ...state, second: goesOn ? before : state.second, at: performance.now() };
      if (goesOn) hear(state.second);
    },
    second,
  };
}
