import Foundation
import Testing

@testable import Ethereum

/// Worked examples by other programs; each file tells its origin under `about`.
enum Vectors {
    static func read<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
        // Numbers that no machine word holds are read as texts that begin with #, as some of the files write them.
        let text = String(decoding: try bytes(name), as: UTF8.self).replacing(/([\[:,]\s*)([0-9]{19,})/) { "\($0.1)\"#\($0.2)\"" }
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors"))
        return Array(try Data(contentsOf: url))
    }
}

/// Whatever stands at a place of a vector file whose shape differs from case to case.
indirect enum AnyJSON: Decodable, Equatable {
    case null, bool(Bool), number(Int), text(String), list([AnyJSON]), object([String: AnyJSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let found = try? value.decode(Bool.self) {
            self = .bool(found)
        } else if let found = try? value.decode(Int.self) {
            self = .number(found)
        } else if let found = try? value.decode(String.self) {
            self = .text(found)
        } else if let found = try? value.decode([AnyJSON].self) {
            self = .list(found)
        } else {
            self = .object(try value.decode([String: AnyJSON].self))
        }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// A number, in digits or as a text of digits where it is large.
    var decimal: UInt256 {
        get throws {
            if case .number(let number) = self { return UInt256(UInt64(number)) }
            return try UInt256(decimal: text ?? "")
        }
    }

    var list: [AnyJSON]? { if case .list(let list) = self { list } else { nil } }
}

/// The fault's code, or nil where `body` succeeds or throws something else.
func refusal(_ body: () throws -> Void) -> EthereumFault.Code? {
    do { try body() } catch { return (error as? EthereumFault)?.code }
    return nil
}
