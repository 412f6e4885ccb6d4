use std::net::{IpAddr, Ipv4Addr};

/// The addresses that Divar sends events from, and the length of each network's prefix. Published for events since
/// 2025-09-23; nothing says that sessions and dynamic actions come from them.
pub const EVENT_SENDERS: [(Ipv4Addr, u32); 4] = [
    (Ipv4Addr::new(78, 111, 6, 41), 32),
    (Ipv4Addr::new(78, 111, 6, 42), 32),
    (Ipv4Addr::new(78, 111, 6, 43), 32),
    (Ipv4Addr::new(31, 214, 250, 128), 27),
];

/// Whether this is one of the [addresses that events come from](EVENT_SENDERS), also when it is written as an IPv6
/// address.
///
/// It must be the address of the connection: behind a proxy that is the proxy's, and a header such as `X-Forwarded-For`
/// is worth as much as whoever wrote it. The identification key is the proof; this can only be a second one, and Divar
/// may change its addresses.
#[must_use]
pub fn is_event_sender(address: IpAddr) -> bool {
    let IpAddr::V4(address) = address.to_canonical() else { return false };
    let within = |(network, prefix): &(Ipv4Addr, u32)| {
        let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
        address.to_bits() & mask == network.to_bits() & mask
    };
    EVENT_SENDERS.iter().any(within)
}
