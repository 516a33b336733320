"""What every app brings to the console, in the order in which the trade is told."""

from accounting.console import CONSOLE as ACCOUNTING
from catalog.console import CONSOLE as CATALOG
from marketing.console import CONSOLE as MARKETING
from marketplace.console.own import CONSOLE as OWN
from orders.console import CONSOLE as ORDERS
from sellers.console import CONSOLE as SELLERS

CONSOLES = (SELLERS, CATALOG, MARKETING, ORDERS, ACCOUNTING, OWN)
