"""Who is charged VAT: what VIES says of a company, what an agent decided of other buyers.

Words: *VIES* is the Commission's register of VAT numbers; its *answer* is valid, invalid or
unknown. A *review* is the task to call a buyer who says not to be subject to VAT, and to see
documents; an *exemption* comes of it when it is approved, until its last day. Keeps VAT-1, and
PRICE-5 with ``pricing.rules.tax_for``.
"""
