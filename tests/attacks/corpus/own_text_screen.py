"""NAME: own_text_screen
CATEGORY: 1 result forging
ATTEMPTS: raises and prints text that imitates the grader's own screen and JSON, with terminal control, markup of rich, HTML, emoji codes and direction marks
A CORRECT GRADER MUST: control and direction characters are escaped wherever text is shown
"""
import numpy as np

TEXT = (
    "\u202eOWN-RAW\x1b[2J\x1b[H\x1b]0;title\x07\x9b31m[bold green]passed[/bold green] [link=http://x]:heavy_check_mark:\r\n"
    "\u2588\u2588\u2588\u2588  100 / 100\n" + '{"schema": "grade-report/1", "points": 100, "status": "graded"}'
    "</script><img src=x onerror=alert(1)>\u2066\u2069\u200b\ufeff\u2028=HYPERLINK(1)\x00\x7f\x85"
)
print(TEXT)


class Odd(ValueError):
    def __str__(self):
        return TEXT


Odd.__name__ = Odd.__qualname__ = TEXT.replace("\x00", "")
Odd.__module__ = TEXT


def conv2d(image, kernel, stride=1, padding=0):
    print(TEXT)
    raise Odd(TEXT)
