// The picture alone, for an OBS browser source.

import { openLink } from "/link.js";
import { openStage } from "/stage.js";

const stage = openStage(document.getElementById("picture"));
openLink("/show", { onPicture: (picture) => picture.kind === "frame" && stage.show(picture) });
