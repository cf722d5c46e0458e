"""What the school has, kept where a fire, a thief or a broken disk does not reach it: sealed with the code of the
recovery kit, by restic, and looked at every week by putting it back into a scratch place (decision 0051)."""
