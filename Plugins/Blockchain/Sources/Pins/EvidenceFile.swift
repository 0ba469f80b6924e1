import Ethereum
import FoundationEssentials

/// What is pinned of a record: its sealed bytes, in a form that says what they are and nothing else. Pure.
enum EvidenceFile {
    /// Nonce, ciphertext and tag in Base64.
    static func bytes(sealed: [UInt8]) -> [UInt8] {
        Array(
            #"{"algorithm":"AES-256-GCM","format":"hashinsight-evidence","sealed":"\#(Data(sealed).base64EncodedString())","version":1}"#
                .utf8)
    }

    /// The name of a record's pin.
    static func pinKey(_ record: Int64) -> String { "evidence/\(record)" }
}
