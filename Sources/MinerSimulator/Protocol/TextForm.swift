/// The API's text form: `STATUS=S,When=1,Code=11,Msg=Summary,Description=cgminer 4.9.0|SUMMARY,Elapsed=735|`.
///
/// Made from the JSON of the same reply: each object of a section becomes one part between bars.
enum TextForm {
    /// Sections whose parts begin with the section's name; the parts of the others begin with a numbered field, as `POOL=0`.
    private static let named = Set(["SUMMARY", "VERSION", "CONFIG", "COIN", "MINECOIN", "CHECK"].map { Array($0.utf8) })

    /// The text of a JSON reply. Works token by token, so it also takes the malformed replies of the captures.
    static func text(fromJSON json: some Collection<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var section: [UInt8] = []
        var pendingKey: [UInt8]?
        var objectDepth = 0
        var isFirstOfObject = true
        let bytes = Array(json)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "{"):
                objectDepth += 1
                isFirstOfObject = true
                pendingKey = nil
                index += 1
            case UInt8(ascii: "}"):
                if objectDepth == 2 { output.append(UInt8(ascii: "|")) }
                objectDepth -= 1
                pendingKey = nil
                index += 1
            case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), 0x20, 0x09, 0x0A, 0x0D:
                index += 1
            default:
                let item = token(bytes, &index)
                guard let key = pendingKey else {
                    pendingKey = item
                    // `"STATUS":[{` names the section of the objects that follow.
                    if objectDepth == 1 { section = item }
                    continue
                }
                pendingKey = nil
                guard objectDepth == 2 else { continue }
                if isFirstOfObject {
                    if named.contains(section) { output.append(contentsOf: section + [UInt8(ascii: ",")]) }
                } else {
                    output.append(UInt8(ascii: ","))
                }
                isFirstOfObject = false
                output.append(contentsOf: escaped(key) + [UInt8(ascii: "=")] + escaped(item))
            }
        }
        return output
    }

    private static func token(_ bytes: [UInt8], _ index: inout Int) -> [UInt8] {
        let start = index
        guard bytes[index] == UInt8(ascii: "\"") else {
            while index < bytes.count, !Array(",:{}[]\" \t\r\n".utf8).contains(bytes[index]) { index += 1 }
            return Array(bytes[start..<index])
        }
        index += 1
        var content: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
            content.append(bytes[index])
            index += 1
        }
        index += 1
        return content
    }

    private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { Array("|,=\\".utf8).contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
    }
}
