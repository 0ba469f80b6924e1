import Foundation
import HostPlugins
import Synchronization

/// Watches a source folder with inotify, folders that come later included. Reads block, so they have a thread of their own.
final class SourceWatch: Sendable {
    private static let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE)
    private let descriptor: Int32
    private let folders = Mutex<[Int32: String]>([:])

    /// - Parameter onChange: Called on the watch's thread, once for each batch of changes.
    /// - Throws: ``Failure`` if the system has no watches left.
    init(_ source: String, onChange: @escaping @Sendable () -> Void) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw Failure(.unavailable, "no inotify: \(String(cString: strerror(errno)))") }
        guard add(source) else { throw Failure(.unavailable, "\(source) cannot be watched: \(String(cString: strerror(errno)))") }
        Thread.detachNewThread { [self] in read(onChange) }
    }

    /// Watches a folder and all below it that count.
    @discardableResult
    private func add(_ folder: String) -> Bool {
        let watch = inotify_add_watch(descriptor, folder, Self.mask)
        guard watch >= 0 else { return false }
        folders.withLock { $0[watch] = folder }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where SourceFilter.watches(folder: name) {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder), isFolder.boolValue {
                add("\(folder)/\(name)")
            }
        }
        return true
    }

    /// Until the process ends.
    private func read(_ onChange: () -> Void) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            var hasChanged = false
            var at = 0
            while at + MemoryLayout<inotify_event>.size <= count {
                let event = buffer.loadUnaligned(fromByteOffset: at, as: inotify_event.self)
                let nameStart = at + MemoryLayout<inotify_event>.size
                at = nameStart + Int(event.len)
                guard at <= count else { break }
                let name = String(decoding: buffer[nameStart..<at].prefix { $0 != 0 }, as: UTF8.self)
                if event.mask & UInt32(IN_ISDIR) != 0 {
                    guard SourceFilter.watches(folder: name), let folder = folders.withLock({ $0[event.wd] }) else { continue }
                    if event.mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0 { add("\(folder)/\(name)") }
                    hasChanged = true
                } else if SourceFilter.watches(file: name), event.mask & UInt32(IN_CREATE) == 0 {
                    hasChanged = true
                }
            }
            if hasChanged { onChange() }
        }
    }
}
