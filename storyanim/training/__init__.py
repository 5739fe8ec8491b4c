"""How the pocket model is made: a small model of SDXL's architecture that learns storybook's pictures.

In the order of reading: `subjects` (what there is to draw), `captions` (how it is said), `pairs` (subject, latents and
picture, on disk), `network` (the model, and its one step), `stages` (what is learned first, and what next), `muon` (how
weights are moved), `loop` (the training), `measuring` (how near it comes), `exporting` (the folder that is shipped).
`python -m storyanim.training --help` runs them.

storybook is the teacher. Its pictures follow from the subject and the latent noise, read locally, so what is learned is
a plain function: one-step distillation without a diffusion to integrate and without any data of others.
"""
