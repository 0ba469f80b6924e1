import PluginABI
import Synchronization

/// The function tables of this image's plugins, one for each type. They live as long as the process.
enum PluginTables {
    typealias Factory = @Sendable (HostHandle, UnsafeRawBufferPointer) throws -> PluginInstance

    /// A table and, right behind it, what its `create` needs: the host sees only the table.
    struct Table {
        var functions: hi_plugin_1
        var factory: Factory
    }

    // The pointers are to memory that is never freed and, once stored, never written. So they may cross threads.
    private struct Known: @unchecked Sendable {
        var byType: [ObjectIdentifier: UnsafeMutablePointer<Table>] = [:]
    }

    private static let known = Mutex(Known())

    static func table(for type: any Any.Type, _ factory: @escaping Factory) -> UnsafeRawPointer {
        let key = ObjectIdentifier(type)
        let address = known.withLock { known -> UInt in
            if let table = known.byType[key] { return UInt(bitPattern: table) }
            let table = UnsafeMutablePointer<Table>.allocate(capacity: 1)
            table.initialize(to: Table(functions: functions, factory: factory))
            known.byType[key] = table
            return UInt(bitPattern: table)
        }
        return UnsafeRawPointer(bitPattern: address)!
    }

    private static var functions: hi_plugin_1 {
        hi_plugin_1(
            size: UInt32(MemoryLayout<hi_plugin_1>.size), reserved: 0, create: create, destroy: destroy, start: start, cancel: cancel)
    }

    private static let create:
        @convention(c) (
            UnsafePointer<hi_plugin_1>, OpaquePointer, UnsafePointer<hi_host_api>, hi_bytes, UnsafeMutablePointer<UnsafeMutableRawPointer?>,
            UnsafeMutablePointer<hi_error>
        ) -> hi_status = { table, host, api, settings, instance, error in
            report(to: error) { () throws(PluginError) in
                guard let api = ABITable.read(api, hi_host_api()), api.complete != nil else {
                    throw PluginError(.unsupported, "The host's api has no function `complete`; a host of ABI 1.0 has.")
                }
                let factory = UnsafeRawPointer(table).assumingMemoryBound(to: Table.self).pointee.factory
                do {
                    let made = try factory(HostHandle(host: host, api: api), settings.buffer)
                    instance.pointee = Unmanaged.passRetained(made).toOpaque()
                } catch {
                    throw PluginError(error)
                }
            }
        }

    private static let destroy: @convention(c) (UnsafeMutableRawPointer?) -> Void = { instance in
        guard let instance else { return }
        Unmanaged<PluginInstance>.fromOpaque(instance).takeRetainedValue().destroy()
    }

    private static let start:
        @convention(c) (UnsafeMutableRawPointer?, hi_id, hi_bytes, UInt64, UnsafeMutablePointer<hi_error>) -> hi_status = {
            instance, call, message, deadlineNanos, error in
            report(to: error) { () throws(PluginError) in
                guard let instance else { throw PluginError(.invalidArgument, "The instance is null.") }
                let owner = Unmanaged<PluginInstance>.fromOpaque(instance).takeUnretainedValue()
                try owner.start(call, message.buffer, deadlineNanos: deadlineNanos)
            }
        }

    private static let cancel: @convention(c) (UnsafeMutableRawPointer?, hi_id) -> Void = { instance, call in
        guard let instance else { return }
        Unmanaged<PluginInstance>.fromOpaque(instance).takeUnretainedValue().cancel(call)
    }

    private static func report(to target: UnsafeMutablePointer<hi_error>, _ body: () throws(PluginError) -> Void) -> hi_status {
        do throws(PluginError) {
            try body()
            return hi_status(HI_OK)
        } catch {
            error.write(to: target)
            return error.code.rawValue
        }
    }
}
