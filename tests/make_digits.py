"""Write bpcourse/digits.npz, the handwritten digits that the package carries, from scikit-learn's copy of them.

Run with `.venv/bin/python tests/make_digits.py` after `make frameworks`. The same bytes come out each time.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

TARGET = Path(__file__).parent.parent / "bpcourse" / "digits.npz"

if __name__ == "__main__":
    images, labels = load_digits(return_X_y=True)
    np.savez_compressed(TARGET, images=images.astype(np.uint8), labels=labels.astype(np.uint8))
    print(f"{TARGET.name}: {len(images)} images, {TARGET.stat().st_size:,} bytes")
