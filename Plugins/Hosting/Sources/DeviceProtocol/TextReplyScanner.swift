/// Reads a reply in the CGMiner API's text form: `STATUS=S,When=…,Msg=…|SUMMARY,Elapsed=735,GHS 5s=0.0|`.
///
/// `|` ends a section, `,` a field, `=` a name; `\` takes the next byte as it is. A section's first field is its name. A reply whose
/// figures end without `|` or NUL was cut off; some firmwares leave it out behind a mere status.
struct TextReplyScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let table = ReplyNameTable.shared
    private var position: Int
    /// What had to be tolerated.
    private(set) var quirks: ReplyQuirks = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) {
        self.bytes = bytes
        position = start
    }

    /// Whether the bytes from `start` on have this form.
    static func accepts(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        let prefix: StaticString = "STATUS="
        guard bytes.count - start >= prefix.utf8CodeUnitCount else { return false }
        for offset in 0..<prefix.utf8CodeUnitCount where bytes[start + offset] != prefix.utf8Start[offset] { return false }
        return true
    }

    /// Reads everything.
    mutating func scan<Sink: ReplyEventSink>(into sink: inout Sink) {
        while position < bytes.count {
            if bytes[position] == 0 || bytes[position] == UInt8(ascii: "\n") || bytes[position] == UInt8(ascii: "\r") {
                position += 1
                continue
            }
            scanSection(into: &sink)
        }
    }

    private mutating func scanSection<Sink: ReplyEventSink>(into sink: inout Sink) {
        var isFirst = true
        var isOpen = false
        var isStatus = false
        while position < bytes.count {
            let (nameStart, nameEnd, nameStop) = scanField(stoppingAtEquals: true)
            let spelling = UnsafeBufferPointer(rebasing: bytes[nameStart..<nameEnd])
            if isFirst {
                isFirst = false
                isOpen = true
                let key = sectionKey(spelling)
                isStatus = key.name == .status
                sink.open(key, isList: false)
            }
            var stop = nameStop
            if nameStop == UInt8(ascii: "=") {
                let (start, end, valueStop) = scanField(stoppingAtEquals: false)
                stop = valueStop
                let text = ReplyText(bytes: UnsafeBufferPointer(rebasing: bytes[start..<end]), hasEscapes: true)
                // A value that touches the end may lack its own end.
                if stop != nil || isStatus { sink.value(table.key(spelling), .text(text)) }
            }
            if stop == nil, !isStatus {
                quirks.insert(.truncated)
                sink.cutOff()
            }
            if stop != UInt8(ascii: ",") { break }
        }
        if isOpen { sink.close() }
    }

    /// The sections of the text form have singular names where JSON has lists.
    private func sectionKey(_ spelling: UnsafeBufferPointer<UInt8>) -> ReplyKey {
        let text = ReplyText(bytes: spelling, hasEscapes: false)
        let key = table.key(spelling)
        let name: ReplyName =
            if text.equals("pool") { .pools } else if text.equals("asc") || text.equals("pga") { .devices } else if text.equals("fan") {
                .fans
            } else if text.equals("temp") { .temperatures } else { key.name }
        return ReplyKey(name: name, index: nil, spelling: spelling)
    }

    private mutating func scanField(stoppingAtEquals: Bool) -> (start: Int, end: Int, stop: UInt8?) {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\\") {
                position = min(position + 2, bytes.count)
                continue
            }
            let isStop =
                byte == UInt8(ascii: "|") || byte == UInt8(ascii: ",") || byte == 0 || (stoppingAtEquals && byte == UInt8(ascii: "="))
            if isStop {
                position += 1
                return (start, position - 1, byte)
            }
            position += 1
        }
        return (start, bytes.count, nil)
    }
}
