"""The player: what a page holds, the page itself, two of them side by side, and the widget;
`kinks`, `series`: players with more in their nodes."""

from adlab.view.player.player import Player as Player
from adlab.view.player.player import step as step
