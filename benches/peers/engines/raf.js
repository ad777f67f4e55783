// The physical floor: an empty loop of animation frames.

export default function create() {
  let frames = 0;
  return {
    async init() {},
    async load() {},
    apply() {},
    pick: () => -1,
    setCamera() {
      frames += 1;
    },
    async settled() {},
    frames: () => frames,
  };
}
