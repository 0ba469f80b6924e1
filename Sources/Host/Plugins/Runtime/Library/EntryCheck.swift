import PluginABI

/// Reads a plugin's entry field by field, calling nothing, and says which field does not fit.
struct EntryCheck {
    typealias Get = @convention(c) (UnsafePointer<CChar>) -> UnsafeRawPointer?

    let abiMajor: UInt32
    let abiMinor: UInt32
    let get: Get

    /// - Throws: ``PluginRuntimeError`` with `field` = magic, abi_major, abi_minor, size or get.
    init(path: String, entry: UnsafeRawPointer) throws(PluginRuntimeError) {
        func mismatch(_ field: String, found: String, expected: String) -> PluginRuntimeError {
            PluginRuntimeError(
                .entryMismatch, "the entry of \(path) has \(field) = \(found), expected \(expected)", field: field)
        }
        func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16, uppercase: true) }
        let magic = entry.loadUnaligned(fromByteOffset: MemoryLayout<hi_entry>.offset(of: \.magic)!, as: UInt64.self)
        let expected: UInt64 = 0x5453_4E49_4853_4148  // HI_ENTRY_MAGIC, a macro that the importer leaves out
        guard magic == expected else { throw mismatch("magic", found: hexadecimal(magic), expected: hexadecimal(expected)) }
        abiMajor = entry.loadUnaligned(fromByteOffset: MemoryLayout<hi_entry>.offset(of: \.abi_major)!, as: UInt32.self)
        guard abiMajor == HI_ABI_MAJOR else { throw mismatch("abi_major", found: "\(abiMajor)", expected: "\(HI_ABI_MAJOR)") }
        abiMinor = entry.loadUnaligned(fromByteOffset: MemoryLayout<hi_entry>.offset(of: \.abi_minor)!, as: UInt32.self)
        guard abiMinor <= HI_ABI_MINOR else { throw mismatch("abi_minor", found: "\(abiMinor)", expected: "at most \(HI_ABI_MINOR)") }
        let size = entry.loadUnaligned(fromByteOffset: MemoryLayout<hi_entry>.offset(of: \.size)!, as: UInt32.self)
        let known = MemoryLayout<hi_entry>.size
        // A later minor version could grow the entry; a megabyte is no entry but garbage.
        guard size >= known, size <= 1 << 20 else { throw mismatch("size", found: "\(size)", expected: "\(known) or more") }
        guard let get = entry.loadUnaligned(fromByteOffset: MemoryLayout<hi_entry>.offset(of: \.get)!, as: Get?.self) else {
            throw mismatch("get", found: "null", expected: "a function")
        }
        self.get = get
    }
}
