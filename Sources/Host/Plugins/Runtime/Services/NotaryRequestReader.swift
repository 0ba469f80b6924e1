import Ethereum
import HostPinning
import PluginABI

/// What a plugin asks of the notary, as notary.h has it.
struct NotaryRequest: Equatable {
    static let maximumKeyBytes = 160

    /// What is to be done under the key.
    enum Action: Equatable {
        case submit(Bytes32)
        case receipt
        case pin([UInt8])
        case pinned
        case unpin
    }

    let key: String
    let action: Action
}

/// Reads a request from untrusted bytes. Pure.
enum NotaryRequestReader {
    /// - Throws: ``MessageError`` naming the field that is wrong or missing.
    static func request(_ message: MessageReader, for function: NotaryFunction) throws(MessageError) -> NotaryRequest {
        guard let key = message.first(Int(HI_NOTARY_KEY)), key.kind == .text,
            (1...NotaryRequest.maximumKeyBytes).contains(key.bytes.count), let name = String(validating: key.bytes, as: UTF8.self)
        else { throw MessageError("the KEY is no UTF-8 text of 1 to \(NotaryRequest.maximumKeyBytes) bytes") }
        switch function {
        case .receipt: return NotaryRequest(key: name, action: .receipt)
        case .pinned: return NotaryRequest(key: name, action: .pinned)
        case .unpin: return NotaryRequest(key: name, action: .unpin)
        case .pin:
            guard let field = message.first(Int(HI_NOTARY_CONTENT)), field.kind == .bytes,
                (1...PinObject.maximumBytes).contains(field.bytes.count)
            else { throw MessageError("the CONTENT is no run of 1 to \(PinObject.maximumBytes) bytes") }
            return NotaryRequest(key: name, action: .pin([UInt8](field.bytes)))
        case .submit:
            guard let field = message.first(Int(HI_NOTARY_LEAF)), field.kind == .bytes, let leaf = try? Bytes32(field.bytes) else {
                throw MessageError("the LEAF is no run of 32 bytes")
            }
            return NotaryRequest(key: name, action: .submit(leaf))
        }
    }
}
