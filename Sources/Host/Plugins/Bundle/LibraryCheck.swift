import PluginABI

/// What can be said about a plugin's library before it is loaded: its exports and the constants of its entry.
enum LibraryCheck {
    static let entryName = "hashinsight_plugin"

    /// Everything that keeps the host from loading it; empty if nothing does.
    static func problems(of library: ElfLibrary, bytes: [UInt8]) -> [String] {
        var problems: [String] = []
        if library.machine != .host { problems.append("built for \(library.machine), this host runs on \(ElfLibrary.Machine.host)") }
        guard let entry = library.exports.first(where: { $0.name == entryName }) else {
            return problems + ["does not export the symbol \(entryName)"]
        }
        let others = library.exports.map(\.name).filter { $0 != entryName }
        if !others.isEmpty {
            let shown = others.prefix(5).joined(separator: ", ")
            problems.append(
                "exports \(others.count) symbols besides \(entryName) (\(shown)\(others.count > 5 ? ", …" : "")), expected none: link with a version script"
            )
        }
        // The constants need no relocation, so the file already has them; `get` is a pointer that only the loader fills in.
        guard let offset = entry.fileOffset, entry.size >= MemoryLayout<hi_entry>.size, offset + MemoryLayout<hi_entry>.size <= bytes.count
        else {
            return problems + ["\(entryName) is no constant entry: it has \(entry.size) bytes, expected \(MemoryLayout<hi_entry>.size)"]
        }
        func word(_ field: Int) -> UInt32 { (0..<4).reversed().reduce(0) { $0 << 8 | UInt32(bytes[offset + field + $1]) } }
        let magic = UInt64(word(4)) << 32 | UInt64(word(0))
        if magic != 0x5453_4E49_4853_4148 {
            problems.append("the entry's magic is 0x\(String(magic, radix: 16)), expected 0x54534e4948534148")
        }
        if word(8) != HI_ABI_MAJOR { problems.append("the entry's abi_major is \(word(8)), expected \(HI_ABI_MAJOR)") }
        if word(12) > HI_ABI_MINOR { problems.append("the entry's abi_minor is \(word(12)), expected at most \(HI_ABI_MINOR)") }
        if word(16) < UInt32(MemoryLayout<hi_entry>.size) {
            problems.append("the entry's size is \(word(16)), expected \(MemoryLayout<hi_entry>.size) or more")
        }
        return problems
    }
}
