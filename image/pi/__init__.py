"""What a Raspberry Pi needs besides what every image has: its maker's firmware, U-Boot and device trees."""
