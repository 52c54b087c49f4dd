"""What every part of Reelyard promises the others: values and pure rules, no files, no clock."""
