"""NAME: own_text_descriptions
CATEGORY: 1 result forging
ATTEMPTS: answers with objects whose class, module and dtype names hold terminal control and direction marks
A CORRECT GRADER MUST: descriptions of objects are escaped like every text
"""
import numpy as np

NAME = "\u202eOWN-NAME\x1b[31m\n[bold]x[/bold]"


def conv2d(image, kernel, stride=1, padding=0):
    print("OWN-NAME")
    kind = type("X", (), {"__module__": NAME})
    kind.__name__ = kind.__qualname__ = NAME
    return [kind(), {NAME: kind()}, NAME][int(image.sum()) % 3]
