from dataclasses import dataclass
@dataclass(frozen=True)
class Problem:
    exercise: str
    text: str
    good: bool
