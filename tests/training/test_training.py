"""The pocket model's training: its lessons are always the same, what is stopped goes on, what comes out loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import diffusers
import numpy as np
import pytest
import torch

from storyanim.prompts import TOKEN_LIMIT, token_count
from storyanim.render.renderer import RendererSpec, open_renderer
from storyanim.render.storybook.teaching import lesson
from storyanim.render.turbo.families import sampling_of
from storyanim.render.turbo.made_up import taught_tokenizer
from storyanim.training import pairs as making
from storyanim.training.captions import captioned
from storyanim.training.card import model_card
from storyanim.training.exporting import export, fold_size, imported
from storyanim.training.loop import Plan, Training, learned_from, train
from storyanim.training.measuring import change_of, closeness, draw, redraw, sheet, with_another
from storyanim.training.muon import Muon, orthogonal
from storyanim.training.network import SCHEDULER, Pocket
from storyanim.training.pairs import HELD_OUT, encode_shards, make_pair, make_shards, read_shards, shard_size
from storyanim.training.stages import STAGES, as_batch, cell_colours, draw_batch, draw_words, fact_code
from storyanim.training.subjects import draw_subject, facts_of
from storyanim.types import Camera, Moment, SeedWeight, Size, View

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from transformers import CLIPTokenizer

    from storyanim.training.pairs import Shard
    from storyanim.training.stages import Batch, Stage

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers, numpy 2

SIDE = 64
SQUARE = Size(SIDE, SIDE)
LATENTS, PICTURES, AUTOENCODER = STAGES["latents"], STAGES["pictures"], STAGES["autoencoder"]


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def noisy_latents(pictures: NDArray[np.uint8]) -> NDArray[np.float16]:
    """What stands in for a trained encoder: mean colours, as latents."""
    count, height, width, _ = pictures.shape
    cells = pictures.reshape(count, height // 8, 8, width // 8, 8, 3).mean((2, 4)) / 64.0 - 2.0
    return np.concatenate([cells, cells[..., :1]], axis=-1).transpose(0, 3, 1, 2).astype(np.float16)


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> list[Shard]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "SHARD", 6)
        folder = tmp_path_factory.mktemp("pairs")
        list(make_shards(folder, range(2), SIDE))
    encode_shards(folder, SIDE, "stand-in", noisy_latents)
    return read_shards(folder, SIDE, "stand-in")


def tokenizer(shards: list[Shard]) -> CLIPTokenizer:
    return taught_tokenizer(prompt for shard in shards for prompt in shard.prompts)


def begun(shards: list[Shard], stage: Stage = PICTURES) -> Training:
    torch.manual_seed(3)
    return Training(Pocket(SIDE, tokenizer(shards), "tiny"), stage)


def some(shards: list[Shard], training: Training, count: int = 4) -> Batch:
    return draw_batch(shards, training.model, count, np.random.default_rng(0))


def test_a_pair_is_always_the_same_and_no_two_are_alike():
    first, again, other = make_pair(5, SQUARE), make_pair(5, SQUARE), make_pair(6, SQUARE)
    assert first.subject == again.subject
    assert np.array_equal(first.picture, again.picture)
    assert np.array_equal(first.latents, again.latents)
    assert not np.array_equal(first.latents, other.latents)


def test_pairs_are_said_in_words_a_model_can_read():
    subjects = [make_pair(HELD_OUT + number, SQUARE).subject for number in range(40)]
    assert len({subject.prompt for subject in subjects}) == 40
    assert all(0 < token_count(subject.prompt) <= TOKEN_LIMIT for subject in subjects)
    assert len({subject.setting.place for subject in subjects}) > 12
    said = [subject for subject in subjects if subject.actors]
    assert all(subject.actors[0].character.kind in subject.prompt for subject in said)


def test_a_lesson_is_local_what_is_far_away_does_not_move_it():
    pair = next(
        one for one in map(make_pair, range(50), [Size(128, 128)] * 50) if one.subject.setting.place == "forest"
    )
    changed = pair.latents.copy()
    changed[:, :, 12:] += 1.0
    taught = lesson(pair.subject, changed, Size(128, 128)).picture
    apart = np.abs(taught.astype(int) - pair.picture).max(axis=2)
    assert apart[:, 96:].mean() > 3
    assert apart[:, :48].mean() < apart[:, 96:].mean() / 4


def test_the_figures_are_marked():
    pair = next(one for one in map(make_pair, range(50), [Size(128, 128)] * 50) if one.subject.actors)
    assert 0.005 < pair.figures.mean() < 0.6


def test_shards_hold_the_pairs_of_their_numbers(shards: list[Shard]):
    pair = make_pair(7, shard_size(1, SIDE))
    assert shards[1].prompts[1] == pair.subject.prompt
    assert np.array_equal(shards[1].pictures[1], pair.picture)
    figures = np.unpackbits(shards[1].figures[1], axis=-1)[:, :SIDE]
    assert np.array_equal(figures.astype(bool), pair.figures)


def test_shards_are_wide_square_and_tall_as_films_are(shards: list[Shard]):
    sizes = [shard_size(number, 256) for number in range(16)]
    assert set(sizes) == {Size(320, 192), Size(256, 256), Size(192, 320)}
    assert sizes.count(Size(320, 192)) == 10
    assert [shard.size for shard in shards] == [Size(SIDE, SIDE)] * 2


def test_a_shard_is_encoded_once_for_each_autoencoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(making, "SHARD", 1)
    list(make_shards(tmp_path, range(1), SIDE))
    seen: list[int] = []

    def encode(pictures: NDArray[np.uint8]) -> NDArray[np.float16]:
        seen.append(len(pictures))
        return noisy_latents(pictures)

    assert read_shards(tmp_path, SIDE, "first") == []
    for name in ("first", "first", "second"):
        encode_shards(tmp_path, SIDE, name, encode)
    assert seen == [1, 1]
    taught = read_shards(tmp_path, SIDE, "second")[0].taught
    assert taught is not None
    assert taught.shape == (1, 4, 8, 8)


@pytest.mark.parametrize("stage", STAGES.values(), ids=list(STAGES))
def test_every_stage_learns_and_moves_only_its_own_weights(shards: list[Shard], stage: Stage):
    training = begun(shards, stage)
    before = {name: weight.clone() for name, weight in training.model.state_dict().items()}
    batch = stage.draw(shards, training.model, 4, np.random.default_rng(0))
    losses = [training.learn(batch, 3e-3) for _ in range(40)]
    assert min(losses[-5:]) < 0.6 * losses[0]
    moved = {name for name, weight in training.model.state_dict().items() if not before[name].equal(weight)}
    assert moved
    for module in stage.modules:
        assert any(name.startswith(f"learned.{module}.") for name in moved)
    own = tuple(f"learned.{module}." for module in stage.modules)
    assert all(name.startswith(own) for name in moved)


def test_a_prompt_is_taught_with_all_its_facts_and_each_has_a_code_of_its_own(shards: list[Shard]):
    model = begun(shards).model
    chance = np.random.default_rng(4)
    words = draw_words(shards, model, 40, chance)
    assert words.tokens.shape[1] <= 77
    assert words.codes.shape == (40, model.told)
    subjects = [captioned(draw_subject(again), again) for again in [np.random.default_rng(4)] for _ in range(40)]
    codes = {fact: fact_code(fact, model.told) for subject in subjects for fact in facts_of(subject)}
    first = set(facts_of(subjects[0]))
    along = {fact: float(code @ words.codes[0].numpy() / (code @ code)) for fact, code in codes.items()}
    assert np.mean([along[fact] for fact in first]) > 0.7
    assert abs(np.mean([along[fact] for fact in set(codes) - first])) < 0.2


def test_facts_tell_who_does_what_where_and_when():
    subject = next(one for one in (draw_subject(np.random.default_rng(seed)) for seed in range(50)) if one.actors)
    actor = subject.actors[0]
    facts = facts_of(subject)
    for fact in (f"0 {actor.character.kind}", f"0 {actor.action}", subject.setting.time, subject.setting.weather):
        assert fact in facts
    assert len(set(facts)) == len(facts)


def test_a_step_of_muon_moves_all_directions_alike():
    chance = torch.Generator().manual_seed(1)
    strong = torch.outer(torch.randn(24, generator=chance), torch.randn(40, generator=chance))
    gradient = 10 * strong + torch.randn(24, 40, generator=chance)
    for matrix in (gradient, gradient.T):
        values = torch.linalg.svdvals(orthogonal(torch.stack([matrix, -3 * matrix]))[1])
        assert values.max() < 1.3
        assert values.median() > 0.6
    weight = torch.nn.Parameter(torch.zeros(24, 40))
    weight.grad = gradient
    optimizer = Muon([weight])
    optimizer.param_groups[0]["lr"] = 1e-2
    optimizer.step()
    assert float(weight.detach().square().mean().sqrt()) == pytest.approx(0.2 * 1e-2, rel=0.2)
    assert float((weight.detach() * gradient).sum()) < 0


def test_the_first_latents_are_drawn_to_the_mean_colours():
    grey, red = torch.full((1, 3, 16, 16), 0.527), torch.zeros(1, 3, 16, 16)
    red[:, 0] = 1.0
    assert cell_colours(grey).shape == (1, 3, 2, 2)
    assert cell_colours(grey)[0, 0].abs().max() < 1e-3
    brightness, warmth, green = cell_colours(red)[0, :, 0, 0].tolist()
    assert brightness < 0 < warmth
    assert green < -5


def test_figures_count_more(shards: list[Shard]):
    training = begun(shards)
    batch = as_batch([(shards[0], place) for place in range(6)], training.model, np.random.default_rng(0))
    assert set(batch.weights.unique().tolist()) == {1.0, 10.0}


def test_a_later_step_begins_at_the_picture_under_the_noise_that_turbo_puts_on_it(shards: list[Shard]):
    training = begun(shards, LATENTS)
    image, noise = torch.full((4, 4, 8, 8), 2.0), torch.ones(4, 4, 8, 8)
    begun_with = training.model.noised(image, noise, torch.arange(4))
    sampling = sampling_of(SCHEDULER, "test")
    assert begun_with[0].unique().tolist() == pytest.approx([sampling.sampler(1).alone])
    for level, strength in ((1, 0.75), (2, 0.5), (3, 0.25)):
        guided = sampling.sampler(4, strength)
        assert begun_with[level].unique().tolist() == pytest.approx([guided.image * 2.0 + guided.noise])


def test_a_stage_begins_with_what_the_one_before_it_learned(shards: list[Shard], tmp_path: Path):
    first = begun(shards, AUTOENCODER)
    batch = some(shards, first)
    for _ in range(16):
        first.learn(batch, 3e-3)
    first.save(tmp_path / "autoencoder.safetensors")
    assert learned_from(tmp_path / "autoencoder.safetensors") == 64
    second = begun(shards, LATENTS)
    second.begin_with(tmp_path / "autoencoder.safetensors")
    assert second.learned == 0
    pairs = [make_pair(1, SQUARE)]
    assert np.array_equal(redraw(first.meaned(), pairs)[0], redraw(second.model, pairs)[0])


def test_stopped_and_taken_up_it_goes_on_as_if_it_had_not(shards: list[Shard], tmp_path: Path):
    plan = Plan(pictures=24, batch=2, rate=1e-3)

    def run(training: Training, until: int) -> None:
        train(training, lambda: shards, plan, every=100, tell=_silent, stop=lambda: training.step >= until)

    whole = begun(shards)
    run(whole, 12)
    half = begun(shards)
    run(half, 5)
    half.save(tmp_path / "half.safetensors")
    torch.manual_seed(99)
    again = Training(Pocket(SIDE, tokenizer(shards), "tiny"), PICTURES)
    again.load(tmp_path / "half.safetensors")
    assert (again.step, again.learned) == (5, 10)
    run(again, 12)
    for name, weight in whole.model.state_dict().items():
        assert torch.equal(weight, again.model.state_dict()[name]), name
    for name, weight in whole.mean.items():
        assert torch.equal(weight, again.mean[name]), name


def _silent(_training: Training, _loss: float) -> None:
    pass


def test_what_is_exported_draws_the_same_in_diffusers_and_in_turbo(shards: list[Shard], tmp_path: Path):
    training = begun(shards)
    batch = some(shards, training)
    for _ in range(24):
        training.learn(batch, 3e-3)
    pair = make_pair(HELD_OUT, SQUARE)
    found = closeness([pair], draw(training.meaned(), [pair]))
    export(training.meaned(), tmp_path / "pocket", model_card(SIDE, 96, found))

    turbo = open_renderer(
        RendererSpec.of("turbo", model=str(tmp_path / "pocket"), device="cpu", precision="fp32", runtime="eager")
    )
    view = View((Moment(pair.subject, 0.0, 1.0),), (SeedWeight(1, 1.0),), Camera())
    ours = turbo.draw([view], Size(SIDE, SIDE))[0]
    from storyanim.render.noise import plane

    theirs: Any = diffusers
    pipeline = theirs.StableDiffusionXLPipeline.from_pretrained(str(tmp_path / "pocket"))
    pipeline.set_progress_bar_config(disable=True)
    noise = torch.from_numpy(plane(1, SIDE // 8, SIDE // 8)[None].copy())
    picture = pipeline(
        pair.subject.prompt, num_inference_steps=1, guidance_scale=0.0, latents=noise, height=SIDE, width=SIDE
    ).images[0]
    assert np.abs(np.asarray(picture).astype(int) - ours).max() <= 1
    assert ours.std() > 3
    assert "96 pictures" in (tmp_path / "pocket" / "README.md").read_text()
    again = imported(tmp_path / "pocket", "tiny")
    assert again.side == SIDE
    assert np.abs(draw(again.eval(), [pair])[0].astype(int) - draw(training.meaned(), [pair])[0]).max() <= 2


def test_the_size_is_no_longer_read_and_the_picture_stays(shards: list[Shard]):
    model = begun(shards).model.eval()
    pair = make_pair(HELD_OUT, SQUARE)
    tokens, noise = model.tokens([pair.subject.prompt]), torch.from_numpy(pair.latents[None])
    with torch.no_grad():
        conditions = model.read(tokens)
        before = model.latents(conditions, noise)
        fold_size(model)
        after = model.latents(conditions, noise)
        model.side = 4 * SIDE
        other = model.latents(conditions, noise)
    assert torch.allclose(before, after, atol=1e-4)
    assert torch.equal(after, other)


def test_another_word_changes_the_figure_and_little_else():
    made = [make_pair(number, SQUARE) for number in range(60)]
    pairs = [pair for pair in made if pair.subject.actors and pair.subject.framing == "wide"]
    pairs = [pair for pair in pairs if pair.subject.actors[0].character.nature == "animal"][:6]
    changed = [with_another(pair, "wolf") for pair in pairs]
    assert all("wolf" in pair.subject.prompt for pair in changed)
    teacher = change_of(pairs, changed, lambda those: [pair.picture for pair in those])
    assert teacher.there > 10 * teacher.elsewhere
    forgetful = change_of(pairs, changed, lambda those: [np.full_like(pair.picture, 9) for pair in those])
    assert forgetful.there == 0
    nobody = next(pair for pair in made if not pair.subject.actors)
    with pytest.raises(ValueError, match="nobody"):
        with_another(nobody, "wolf")


def test_measures_are_what_their_names_say():
    pair = make_pair(3, SQUARE)
    same = closeness([pair], [pair.picture])
    assert same.psnr > 60
    assert same.ssim == pytest.approx(1.0)
    off = pair.picture.astype(int) + np.where(np.indices((64, 64)).sum(axis=0) % 2, 10, -10)[:, :, None]
    noisy = closeness([pair], [off.clip(0, 255).astype(np.uint8)])
    assert noisy.psnr == pytest.approx(28.1, abs=0.6)
    assert noisy.ssim < 0.9
    assert sheet([pair] * 6, [pair.picture] * 6).shape == (128, 384, 3)
