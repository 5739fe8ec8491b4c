// The stage: shows the newest picture and nothing older, and knows the film's second between two pictures.

export function openStage(canvas, onShown) {
  const context = canvas.getContext("2d", { alpha: false });
  let newest = null;
  let busy = false;
  let clock = { second: 0, at: 0, playing: false, speed: 1, seconds: 0 };

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
      if (clock.playing) clock = { ...clock, second: picture.pts, at: performance.now() };
      draw();
    },
    settle(state) {
      clock = { ...state, at: performance.now() };
    },
    second() {
      const passed = clock.playing ? ((performance.now() - clock.at) / 1000) * clock.speed : 0;
      return Math.min(clock.seconds || Infinity, clock.second + Math.min(passed, 1.5));
    },
  };
}
