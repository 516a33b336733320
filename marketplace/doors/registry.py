"""What every app adds to the seller's desk, in the order of the trade."""

from accounting.desk import DESK as ACCOUNTING
from catalog.desk import DESK as CATALOG
from marketing.desk import DESK as MARKETING
from marketplace.doors.own import DESK as OWN
from orders.desk import DESK as ORDERS
from sellers.desk import DESK as SELLERS

DESKS = (SELLERS, CATALOG, MARKETING, ORDERS, ACCOUNTING, OWN)
