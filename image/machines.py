"""The machines that there are images for, and in what they differ."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Machine:
    """`compatible` is what an update says it is for. `packages` are Debian's that only this kind of machine needs,
    `drivers` the kernel's that must be there before the root is. `wheels` names the processor as pip does.
    `starts` is what the firmware starts, and what that starts: paths in the root, and their names on the ESP. `console`
    are arguments of the kernel's. `newer` are packages that come from Debian's backports, as apt's preferences name
    them. `only_for_esp` are folders that the root is without once the ESP is made."""

    name: str
    architecture: str
    wheels: str
    packages: tuple[str, ...]
    drivers: tuple[str, ...]
    starts: tuple[tuple[str, str], ...]
    console: str
    newer: tuple[str, ...] = ()
    only_for_esp: tuple[str, ...] = ()

    @property
    def compatible(self) -> str:
        return f"lollipop-{self.name}"


# Debian's shim and GRUB are signed for Secure Boot, with which many mini-PCs leave the factory.
X86 = Machine(
    name="x86",
    architecture="amd64",
    wheels="x86_64",
    packages=(
        "linux-image-amd64",
        "grub-efi-amd64-signed",
        "shim-signed",
        "intel-microcode",
        "amd64-microcode",
        "firmware-realtek",
    ),
    drivers=(
        *("ahci", "sd_mod", "nvme", "mmc_block", "sdhci_pci", "sdhci_acpi", "usb_storage", "uas"),
        *("xhci_pci", "ehci_pci", "virtio_blk", "virtio_pci", "virtio_scsi", "squashfs"),
    ),
    starts=(
        ("usr/lib/shim/shimx64.efi.signed", "EFI/BOOT/BOOTX64.EFI"),
        ("usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed", "EFI/BOOT/grubx64.efi"),
    ),
    console="console=ttyS0,115200 console=tty0",
)

# A Raspberry Pi 4 or 5, and the same disk on `-M virt` of QEMU. The kernel is that of backports: Debian 13's own knows
# neither Ethernet nor USB of a Pi 5. Its SD card hangs on a chain of drivers, each of which has to be there early.
PI = Machine(
    name="pi",
    architecture="arm64",
    wheels="aarch64",
    packages=("linux-image-arm64", "grub-efi-arm64-signed", "raspi-firmware", "u-boot-rpi"),
    drivers=(
        *("pinctrl_brcmstb_bcm2712", "gpio_brcmstb", "fixed", "gpio_regulator", "sdhci_brcmstb", "sdhci_iproc"),
        *("mmc_block", "sd_mod", "usb_storage", "uas", "xhci_pci", "virtio_blk", "virtio_pci", "squashfs"),
    ),
    # U-Boot asks for no signature, and starts GRUB by the name for any disk.
    starts=(("usr/lib/grub/arm64-efi-signed/grubaa64.efi.signed", "EFI/BOOT/BOOTAA64.EFI"),),
    console="console=ttyAMA0 console=tty0",
    newer=("linux-*", "initramfs-tools*", "dracut*"),
    # The first is what raspi-firmware's hook makes, with a second kernel: a partition as Debian's own image has it.
    only_for_esp=("boot/firmware", "usr/lib/raspi-firmware", "usr/lib/u-boot", "usr/lib/grub/arm64-efi-signed"),
)
MACHINES = {machine.name: machine for machine in (X86, PI)}
