import Foundation
import PluginABI
import WorkerProtocol

/// One frame of the protocol with its parts.
struct WorkerFrame: Sendable {
    static let headBytes = MemoryLayout<hw_frame>.size

    var kind: Int
    var instance: UInt32 = 0
    var status = 0
    var id: UInt64 = 0
    var call: UInt64 = 0
    var value: UInt64 = 0
    var first: [UInt8] = []
    var second: [UInt8] = []

    var bytes: [UInt8] {
        let padded = { (part: [UInt8]) in part + [UInt8](repeating: 0, count: (8 - part.count % 8) % 8) }
        let parts = padded(first) + padded(second)
        let head = hw_frame(
            total_bytes: UInt32(Self.headBytes + parts.count), kind: UInt16(kind), reserved: 0, instance: instance,
            status: Int32(status), id: id, call: call, value: value, first_count: UInt32(first.count), second_count: UInt32(second.count))
        return withUnsafeBytes(of: head) { Array($0) } + parts
    }

    /// The first whole frame of what was read, taken off it.
    static func take(from buffer: inout [UInt8]) -> WorkerFrame? {
        guard buffer.count >= headBytes else { return nil }
        let head = buffer.withUnsafeBytes { $0.loadUnaligned(as: hw_frame.self) }
        guard buffer.count >= Int(head.total_bytes) else { return nil }
        let (firstCount, secondCount) = (Int(head.first_count), Int(head.second_count))
        let secondAt = headBytes + (firstCount + 7) / 8 * 8
        let frame = WorkerFrame(
            kind: Int(head.kind), instance: head.instance, status: Int(head.status), id: head.id, call: head.call, value: head.value,
            first: Array(buffer[headBytes..<headBytes + firstCount]), second: Array(buffer[secondAt..<secondAt + secondCount]))
        buffer.removeFirst(Int(head.total_bytes))
        return frame
    }

    var firstText: String { String(decoding: first, as: UTF8.self) }
    var secondText: String { String(decoding: second, as: UTF8.self) }

    /// The message of the `hi_error` in `first`.
    var errorMessage: String {
        guard first.count == MemoryLayout<hi_error>.size else { return "no hi_error but \(first.count) bytes" }
        let count = first.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: 16, as: UInt32.self)) }
        return String(decoding: first[24..<24 + count], as: UTF8.self)
    }

    /// The body of the answer in `first`.
    var answerText: String { String(decoding: first.dropFirst(24), as: UTF8.self) }

    /// What the texts of a CONFINED or of a prisoner's answer say, by name.
    static func lines(_ text: String) -> [String: String] {
        var found: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            found[parts[0]] = parts.count == 2 ? parts[1] : ""
        }
        return found
    }
}
