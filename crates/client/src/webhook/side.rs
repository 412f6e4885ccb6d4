use super::open_enum::open_enum;

open_enum! {
    /// On which side of a post the person is who clicked. Published texts write it in two ways; both are read.
    Side {
        /// The one whose post it is.
        Supply = "SUPPLY";
        /// The one who looks at it.
        Demand = "DEMAND";
    }
}
