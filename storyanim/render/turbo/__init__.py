"""View -> picture by a single-step diffusion model, SDXL Turbo first: the only place for torch and diffusers.

Main path, in the order of reading: `renderer` (the seam), `prompting` (words -> embeddings), `denoising` (the step,
by the numbers of `sampling`), `decoding` (latents -> pictures), `cropping` (the camera); `guiding` begins at another
renderer's picture, `latents` mixes frames between key frames. What makes it fast: `runtimes` (what runs the
networks), `folding` and `packing` (fewer and nearer multiplications), `allocation` and `threads` (memory kept, one
GPU thread). How a model gets here: `options` (what is asked for), `quality` (what stands for several of them),
`families` (what is known by name), `hub` (where files lie), `checkpoint` (which they are; each of its `parts`, and
are its `weights` whole), `hardware` (what draws), `loading` (into memory), `fitting` (are the parts of one model),
`made_up` (a random model for tests and benchmarks). `about` is what a person is told.
"""
