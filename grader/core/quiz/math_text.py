r"""
The small part of TeX that questions may use, as Unicode for the terminal: `$\frac{n+2p-f}{s}$` is `(n+2p−f)/s`.

What stands between dollars is mathematics; `\$` is a dollar. Raises CourseError for a command that is not known, so that no
student ever reads a raw one.
"""

from __future__ import annotations

import re

from grader.primitives.errors import CourseError

_COMMANDS = {
    **{name: chr(code) for name, code in zip(
        ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi"),
        range(0x3B1, 0x3BF), strict=True)},
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Delta": "Δ", "Sigma": "Σ", "Omega": "Ω", "Phi": "Φ", "Theta": "Θ",
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "ast": "*", "circ": "∘", "odot": "⊙",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "equiv": "≡", "in": "∈",
    "lt": "<", "gt": ">", "ll": "≪", "gg": "≫", "propto": "∝", "sim": "∼",
    "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←", "mapsto": "↦", "Rightarrow": "⇒",
    "sum": "∑", "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "infty": "∞",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "ldots": "…", "dots": "…", "cdots": "⋯",
    "log": "log", "ln": "ln", "exp": "exp", "max": "max", "min": "min",
    "quad": "  ", ",": " ", ";": " ", " ": " ", "left": "", "right": "", "{": "{", "}": "}", "%": "%", "_": "_", "#": "#",
}  # fmt: skip
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "vec": "\u20d7"}
_STYLES = ("text", "mathrm", "mathbf", "mathit", "operatorname", "texttt")
_RAISED = dict(zip("0123456789+-=()nixyTt", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣʸᵀᵗ", strict=True))
_LOWERED = dict(zip("0123456789+-=()aeijkmnoprtuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₒₚᵣₜᵤᵥₓ", strict=True))
_DOLLARS = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$", re.DOTALL)
_TOKEN = re.compile(r"\\([A-Za-z]+|.)|([{}^_])|(.)", re.DOTALL)


def to_unicode(text: str) -> str:
    """The text with its mathematics in Unicode. Raises CourseError for a command that is not known, or an open brace."""
    return _DOLLARS.sub(lambda found: _Maths(found[1]).read(), text).replace("\\$", "$")


class _Maths:
    """Reads one piece of mathematics from the left."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = [(found[1], found[2] or found[3]) for found in _TOKEN.finditer(source)]
        self._place = 0

    def read(self) -> str:
        """All of it."""
        text = self._until(None)
        return re.sub(r" {3,}", "  ", text).strip()

    def _until(self, end: str | None) -> str:
        pieces: list[str] = []
        while self._place < len(self._tokens):
            if self._tokens[self._place] == (None, end):
                self._place += 1
                return "".join(pieces)
            pieces.append(self._piece())
        if end is not None:
            raise self._wrong(f"`{end}` is missing")
        return "".join(pieces)

    def _piece(self) -> str:
        """The next sign, command or group."""
        if self._place >= len(self._tokens):
            raise self._wrong("it ends too early")
        command, sign = self._tokens[self._place]
        self._place += 1
        if command is not None:
            return self._command(command)
        if sign == "{":
            return self._until("}")
        if sign == "}":
            raise self._wrong("`{` is missing")
        if sign in "^_":
            return _script(self._piece(), sign)
        return "−" if sign == "-" else sign

    def _command(self, name: str) -> str:
        if name in _COMMANDS:
            return _COMMANDS[name]
        if name in _STYLES:
            return self._piece()
        if name in _ACCENTS:
            return self._piece() + _ACCENTS[name]
        if name == "frac":
            above, below = self._piece(), self._piece()
            return f"{_bracketed(above)}/{_bracketed(below)}"
        if name == "sqrt":
            return f"√{_bracketed(self._piece())}"
        raise self._wrong(f"`\\{name}` is not known")

    def _wrong(self, why: str) -> CourseError:
        return CourseError(f"In ${self._source}$, {why}.", next_step="See docs/quizzes.md for what may be used.")


def _script(text: str, sign: str) -> str:
    """Raised or lowered, as signs of their own where there are such for all of it."""
    table, plain = (_RAISED, "^") if sign == "^" else (_LOWERED, "_")
    minus = text.replace("−", "-")
    if all(c in table for c in minus):
        return "".join(table[c] for c in minus)
    return f"{plain}{text}" if len(text) == 1 or text.isalnum() else f"{plain}({text})"


def _bracketed(text: str) -> str:
    return text if len(text) == 1 or re.fullmatch(r"[\w.]+", text) else f"({text})"
