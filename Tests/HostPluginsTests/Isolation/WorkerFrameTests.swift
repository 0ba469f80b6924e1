import TestSupport
import Testing
import WorkerProtocol

@testable import HostPlugins

@Suite("Frames of a worker are cut by their own counts, of which none is believed")
struct WorkerFrameTests {
    private struct Copy: Equatable {
        let head: WorkerFrame.Head
        let first: [UInt8]
        let second: [UInt8]
    }

    private func read(_ pieces: [[UInt8]]) -> (frames: [Copy], error: WorkerFrameError?) {
        var reader = WorkerFrameReader()
        var frames: [Copy] = []
        for piece in pieces {
            var at = 0
            while at < piece.count {
                let read = reader.fill { memory in
                    let count = min(memory.count, piece.count - at)
                    memory.copyBytes(from: piece[at..<at + count])
                    return count
                }
                at += read
                do throws(WorkerFrameError) {
                    try reader.frames {
                        frames.append(Copy(head: $0.head, first: Array($0.first), second: Array($0.second)))
                        return true
                    }
                } catch {
                    return (frames, error)
                }
            }
        }
        return (frames, nil)
    }

    @Test("The kinds are the header's numbers") func kinds() {
        let numbers = [
            HW_SETUP, HW_CREATE, HW_DESTROY, HW_START, HW_CANCEL, HW_RESULT, HW_REPLIES, HW_PING, HW_LIMITS, HW_HELLO, HW_CREATED,
            HW_DESTROYED, HW_STARTED, HW_COMPLETE, HW_DATABASE, HW_INGEST, HW_DEVICES, HW_ACKNOWLEDGE, HW_STOP, HW_EVENT, HW_PROGRESS,
            HW_LOG, HW_METRIC, HW_MISUSE, HW_PONG, HW_CRASH, HW_HTTP, HW_SECRET, HW_MAIL, HW_CONFINED, HW_CACHE,
            HW_NOTARY,
        ]
        #expect(WorkerFrameKind.allCases.map { Int($0.rawValue) } == numbers.map { Int($0) })
        #expect(WorkerFrameKind.allCases.filter(\.isFromWorker).first == .hello)
    }

    @Test("What is written is what is read, in whatever pieces it comes") func roundTrip() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<50 {
            let kinds = WorkerFrameKind.allCases.filter(\.isFromWorker)
            let frames = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                Copy(
                    head: WorkerFrame.Head(
                        kind: kinds.randomElement(using: &random)!, instance: UInt32.random(in: 0...9, using: &random),
                        status: Int32.random(in: -2...20, using: &random), id: random.next(), call: random.next(), value: random.next()),
                    first: (0..<Int.random(in: 0...70, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) },
                    second: (0..<Int.random(in: 0...3, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
            }
            let bytes = frames.flatMap { WorkerFrame.bytes($0.head, $0.first, $0.second) }
            #expect(bytes.count % 8 == 0)
            var pieces: [[UInt8]] = []
            var at = 0
            while at < bytes.count {
                let end = min(bytes.count, at + Int.random(in: 1...100, using: &random))
                pieces.append(Array(bytes[at..<end]))
                at = end
            }
            let result = read(pieces)
            #expect(result.frames == frames && result.error == nil, "seed \(seed)")
        }
    }

    @Test("A frame larger than the usual buffer is read, and its memory given back") func large() {
        let head = WorkerFrame.Head(kind: .complete, id: 7)
        let content = [UInt8](repeating: 9, count: 3 * WorkerFrameReader.usualBytes + 5)
        var reader = WorkerFrameReader()
        let bytes = WorkerFrame.bytes(head, content)
        var at = 0
        var found: [Int] = []
        while at < bytes.count {
            at += reader.fill { memory in
                let count = min(memory.count, bytes.count - at)
                memory.copyBytes(from: bytes[at..<at + count])
                return count
            }
            #expect(throws: Never.self) {
                try reader.frames {
                    found.append($0.first.count)
                    return true
                }
            }
        }
        #expect(found == [content.count])
        #expect(reader.capacityBytes == WorkerFrameReader.usualBytes)
    }

    @Test("A count that does not fit its frame, an unknown kind and a frame too large end the reading") func malformed() {
        let good = WorkerFrame.bytes(WorkerFrame.Head(kind: .log), [1, 2, 3])
        func changed(_ body: (inout hw_frame) -> Void) -> String? {
            var bytes = good
            var frame = bytes.withUnsafeBytes { $0.loadUnaligned(as: hw_frame.self) }
            body(&frame)
            bytes.withUnsafeMutableBytes { $0.storeBytes(of: frame, as: hw_frame.self) }
            return read([bytes]).error?.message
        }
        #expect(changed { _ in } == nil)
        #expect(changed { $0.kind = 0 }?.contains("kind 0") == true)
        #expect(changed { $0.kind = UInt16(HW_START) }?.contains("which no worker sends") == true)
        #expect(changed { $0.total_bytes = 0 }?.contains("0 bytes") == true)
        #expect(changed { $0.first_count = .max }?.contains("parts make") == true)
        #expect(changed { $0.second_count = 1 }?.contains("parts make 64") == true)
        #expect(
            changed {
                $0.first_count = UInt32(WorkerFrame.maximumBytes)
                $0.total_bytes = UInt32(WorkerFrame.headBytes + WorkerFrame.maximumBytes)
            }?.contains("expected at most") == true)
    }

    @Test("Random bytes and changed frames never trap and never give bytes that were not there") func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<3_000 {
            var bytes: [UInt8] =
                Bool.random(using: &random)
                ? (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
                : (0..<3).flatMap { _ in
                    WorkerFrame.bytes(
                        WorkerFrame.Head(kind: .database, instance: 1, id: 3),
                        [UInt8](repeating: 5, count: Int.random(in: 0...40, using: &random)), [1])
                }
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let total = read([bytes]).frames.reduce(0) { $0 + WorkerFrame.totalBytes(first: $1.first.count, second: $1.second.count) }
            #expect(total <= bytes.count, "seed \(seed)")
        }
    }

    @Test("Protections are read from lines, and what is no such line is left out") func protections() {
        let text = "seccomp=on\nlandlock=off: the kernel has none\nnonsense\n\nname=maybe\ntricky\u{1B}[2J=on\nbare=off\n"
        let found = text.utf8.withContiguousStorageIfAvailable { WorkerProtection.read(UnsafeRawBufferPointer($0)) } ?? []
        #expect(found.map(\.name) == ["seccomp", "landlock", "tricky\\u{1b}[2J", "bare"])
        #expect(found.map(\.missingReason) == [nil, "the kernel has none", nil, "no reason given"])
    }

    @Test("Texts are ended by NUL, and none can pretend to be two") func texts() {
        #expect(WorkerTexts.bytes(["ab", "", "c\0d"]) == Array("ab\0\0cd\0".utf8))
    }

    @Test("An error of a frame is read as far as it reaches") func errors() {
        let error = PluginCallError(.conflict, "already so", sqlState: "23505", details: "more")
        let bytes = error.withABI { Array(UnsafeRawBufferPointer(start: $0, count: MemoryLayout.size(ofValue: $0.pointee))) }
        for count in 0...bytes.count {
            let read = bytes[0..<count].withUnsafeBytes { PluginCallError(status: PluginStatus.conflict.rawValue, frame: $0) }
            #expect(read.status == .conflict)
            if count == bytes.count { #expect(read == error) }
        }
        #expect(bytes.withUnsafeBytes { PluginCallError(status: -1, frame: $0) }.status == .internal, "no plugin can say that it crashed")
    }
}
