/// What a shared library (ELF, 64 bit, little endian) says about itself, read from its bytes without loading it.
///
/// Reads what the dynamic linker reads: program headers and the dynamic segment. Section headers play no part, since a library
/// works without them and they may lie.
package struct ElfLibrary: Sendable, Equatable {
    /// The processors that the host runs on.
    package enum Machine: UInt16, Sendable {
        case x86_64 = 62
        case aarch64 = 183

        /// The processor that this host was built for.
        package static var host: Machine {
            #if arch(arm64)
                .aarch64
            #else
                .x86_64
            #endif
        }
    }

    /// A symbol that other images can find.
    package struct Symbol: Sendable, Equatable {
        package let name: String
        /// Offset of its bytes in the file, or nil if it has none there.
        package let fileOffset: Int?
        package let size: Int
    }

    package let machine: Machine
    /// Sorted by name.
    package let exports: [Symbol]
    /// Names of the libraries that the dynamic linker loads with it.
    package let needed: [String]

    init(machine: Machine, exports: [Symbol], needed: [String]) {
        self.machine = machine
        self.exports = exports
        self.needed = needed
    }
}
