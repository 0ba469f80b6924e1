import PluginABI

/// The constants of the entry, in the loaded library.
struct EntryCase: ConformanceCase {
    let name = "entry"
    let summary = "loads the library and reads the entry's magic, version, size and get"
    let rule =
        "The host reads `magic`, `abi_major`, `abi_minor` and `size` before it calls anything, and names the field that does not fit."
    let needs: [String] = []

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let library = try probe.library
        let magic = library.number(\.magic)
        guard magic == 0x5453_4E49_4853_4148 else {
            throw Finding("magic is \(magic)", expected: "\(0x5453_4E49_4853_4148 as UInt64), HI_ENTRY_MAGIC")
        }
        let major = library.number(\.abi_major)
        guard major == HI_ABI_MAJOR else { throw Finding("abi_major is \(major)", expected: "\(HI_ABI_MAJOR)") }
        let minor = library.number(\.abi_minor)
        guard minor <= HI_ABI_MINOR else { throw Finding("abi_minor is \(minor)", expected: "at most \(HI_ABI_MINOR)") }
        let told = "\(probe.manifest.abi)"
        guard told == "\(major).\(minor)" else {
            throw Finding("the entry says ABI \(major).\(minor), the manifest \(told)", expected: "the same in both")
        }
        let size = library.number(\.size)
        guard size >= MemoryLayout<hi_entry>.size, size <= 1 << 20 else {
            throw Finding("size is \(size)", expected: "\(MemoryLayout<hi_entry>.size), sizeof(hi_entry)")
        }
        _ = try library.get()
        return .passed("ABI \(major).\(minor), \(size) bytes")
    }
}
