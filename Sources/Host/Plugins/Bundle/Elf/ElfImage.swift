/// Checked access to the bytes of an ELF file.
struct ElfImage {
    /// One program header.
    struct Segment {
        let type: UInt32
        let fileOffset: UInt64
        let address: UInt64
        let fileBytes: UInt64
    }

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The little-endian number at `offset`.
    func number<Number: FixedWidthInteger>(_ offset: Int, _ what: String) throws(ElfError) -> Number {
        let width = Number.bitWidth / 8
        guard offset >= 0, offset <= bytes.count - width else { throw ElfError("ends within its \(what)") }
        var value: Number = 0
        for index in (0..<width).reversed() { value = value << 8 | Number(truncatingIfNeeded: bytes[offset + index]) }
        return value
    }

    func segments() throws(ElfError) -> [Segment] {
        let start: UInt64 = try number(32, "header")
        let width: UInt16 = try number(54, "header")
        let count: UInt16 = try number(56, "header")
        guard width == 56, count > 0, count <= 256 else {
            throw ElfError("has \(count) program headers of \(width) bytes, expected up to 256 of 56")
        }
        var segments: [Segment] = []
        for index in 0..<Int(count) {
            guard let base = Int(exactly: start), base <= bytes.count else { throw ElfError("ends within its program headers") }
            let place = base + index * 56
            segments.append(
                Segment(
                    type: try number(place, "program headers"), fileOffset: try number(place + 8, "program headers"),
                    address: try number(place + 16, "program headers"), fileBytes: try number(place + 32, "program headers")))
        }
        return segments
    }

    /// Values of the dynamic segment by tag, in order.
    func dynamicTable(_ segment: Segment) throws(ElfError) -> [UInt64: [UInt64]] {
        guard let start = Int(exactly: segment.fileOffset), let length = Int(exactly: segment.fileBytes), start <= bytes.count,
            length <= bytes.count - start
        else { throw ElfError("its dynamic segment lies outside the file") }
        var table: [UInt64: [UInt64]] = [:]
        for index in 0..<min(length / 16, 4_096) {
            let tag: UInt64 = try number(start + index * 16, "dynamic segment")
            if tag == 0 { break }
            table[tag, default: []].append(try number(start + index * 16 + 8, "dynamic segment"))
        }
        return table
    }

    /// Where `count` bytes from `address` lie in the file.
    func range(_ address: UInt64, _ count: UInt64, _ loads: [Segment], _ what: String) throws(ElfError) -> Range<Int> {
        for load in loads where address >= load.address && address - load.address <= load.fileBytes {
            let offset = address - load.address
            guard count <= load.fileBytes - offset else { continue }
            let (start, overflow) = load.fileOffset.addingReportingOverflow(offset)
            guard !overflow, start <= UInt64(bytes.count), count <= UInt64(bytes.count) - start else { continue }
            return Int(start)..<Int(start + count)
        }
        throw ElfError("its \(what) lies outside the file")
    }

    /// The number of symbols, which only the hash tables tell.
    func symbolCount(hash: UInt64?, gnuHash: UInt64?, _ loads: [Segment]) throws(ElfError) -> Int {
        let limit = bytes.count / 24
        if let hash {
            let place = try range(hash, 8, loads, "hash table").lowerBound
            let count: UInt32 = try number(place + 4, "hash table")
            guard count <= limit else { throw ElfError("its hash table tells more symbols than the file can hold") }
            return Int(count)
        }
        guard let gnuHash else { throw ElfError("has neither DT_HASH nor DT_GNU_HASH") }
        let header = try range(gnuHash, 16, loads, "hash table").lowerBound
        let buckets: UInt32 = try number(header, "hash table")
        let first: UInt32 = try number(header + 4, "hash table")
        let words: UInt32 = try number(header + 8, "hash table")
        guard buckets <= limit, words <= limit, first <= limit else { throw ElfError("its hash table is larger than the file") }
        let bucketStart = header + 16 + Int(words) * 8
        var last = 0
        for index in 0..<Int(buckets) {
            let bucket: UInt32 = try number(bucketStart + index * 4, "hash table")
            last = max(last, Int(bucket))
        }
        guard last >= first, last > 0 else { return Int(first) }
        guard last < limit else { throw ElfError("its hash table tells more symbols than the file can hold") }
        let chains = bucketStart + Int(buckets) * 4
        while true {
            let entry: UInt32 = try number(chains + (last - Int(first)) * 4, "hash table")
            last += 1
            if entry & 1 == 1 { return last }
            guard last < limit else { throw ElfError("its hash table does not end") }
        }
    }

    /// The NUL-terminated text at `offset` of a string table.
    func string(_ offset: UInt32, in table: Range<Int>) throws(ElfError) -> String {
        guard Int(offset) < table.count else { throw ElfError("a name lies outside its string table") }
        let rest = bytes[(table.lowerBound + Int(offset))..<table.upperBound].prefix(4_096)
        guard let end = rest.firstIndex(of: 0) else { throw ElfError("a name in its string table does not end") }
        return String(decoding: rest[..<end], as: UTF8.self)
    }
}
